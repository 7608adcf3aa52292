// What a program may do with the package. The same cases run in Node.js and in a browser; the test compares what they
// return with what the models do natively.

// bits are the bits of float32 numbers, of which JSON would lose some.
const bits = (values) => [...new Uint32Array(Float32Array.from(values).buffer)];

// refusal is how a promise is rejected.
const refusal = async (promise) => {
  try {
    return {resolved: await promise};
  } catch (error) {
    return {name: error.name, code: error.code, message: error.message, text: error.text, sentence: error.sentence};
  }
};

const task = async ({load}, {models, questions}) => {
  const progress = [];
  const model = await load(`${models}/prosqa-coconut`, {onProgress: (p) => progress.push(p)});
  const steps = [];
  for await (const step of model.reason(questions[0], {thoughts: 6, trace: true, hidden: true})) {
    steps.push({...step, ...(step.hidden && {hidden: bits(step.hidden)})});
  }
  const plain = await model.reason(questions[1]);
  const atOnce = await model.reason(questions[0], {atOnce: true, changes: []});
  const zeroed = await model.reason(questions[0], {changes: [{kind: 'zero'}]});
  const out = {info: model.info, progress, steps, plain, atOnce: atOnce.text, zeroed: zeroed.text};
  await model.dispose();
  return out;
};

const session = async ({load}, {models, tokens}) => {
  const model = await load(`${models}/prosqa-coconut/`);
  const [bot, eot] = [await model.tokenId('<bot>'), await model.tokenId('<eot>')];
  const s = await model.session();
  const states = [await s.prefill([...tokens, bot])];
  const fork = await s.fork();
  // Calls that are made at once are answered one after the other.
  states.push(...await Promise.all([s.think(), s.think(2), s.prefill([eot])]));
  const logits = await s.logits();
  const top = await s.top(3);
  states.push(await fork.feed(states[0].map((x) => x / 2)));
  await fork.dispose();
  const gone = await refusal(fork.hidden());
  await s.truncate(tokens.length);
  const out = {
    ids: await model.tokenize('Tom is a wumpus .'), texts: await model.detokenize([bot, 7]), unknown:
      await refusal(model.tokenize('Tom is a bicycle .')), states: states.map(bits), logits: bits(logits), top,
    length: s.length, forked: fork.length, gone, empty: await refusal(s.logits()),
    tooLong: await refusal(s.prefill(new Array(600).fill(7))), notToken: await refusal(s.prefill([64])),
    notVector: await refusal(s.feed([1, 2])),
  };
  await model.dispose();
  return out;
};

const text = async ({load}, {models, schema}) => {
  const model = await load(`${models}/toy/`);
  const messages = [{role: 'user', content: 'ab'}];
  const parts = [];
  const stream = model.complete('ab cab', {maxTokens: 12, temperature: 1.2, topP: 0.9, seed: 5});
  for await (const part of stream) parts.push(part);
  const read = [];
  const out = {
    parts, completed: await stream, read,
    chatted: await model.chat(messages, {maxTokens: 10, onPrefill: (p) => read.push(p)}),
    noTask: await refusal(model.reason('ab')),
    badSchema: await refusal(model.complete('ab', {schema: {type: 'tree'}})), empty: await refusal(model.complete('')),
    badRole: await refusal(model.chat([{role: 'King!', content: 'a'}])),
    badOption: await refusal(model.complete('ab', {topP: 2})),
  };
  await model.dispose();
  const json = await load(`${models}/toy-json/`);
  out.json = await json.complete('ab', {maxTokens: 40, schema});
  await json.dispose();
  return out;
};

const latent = async ({load}, {models}) => {
  const model = await load(`${models}/codi-llama/`);
  const steps = [];
  for await (const step of model.reason('Tom has 3 apples.', {trace: true, maxTokens: 8})) steps.push(step);
  const parts = [];
  for await (const part of model.complete('Tom has 3 apples.', {maxTokens: 8, thoughts: 2, top: 1})) parts.push(part);
  const out = {info: model.info, steps, parts};
  await model.dispose();
  return out;
};

const together = async ({load}, {models, questions}) => {
  const [model, other] = await Promise.all([load(`${models}/prosqa-coconut/`), load(`${models}/toy/`)]);
  const order = [];
  const note = (name, promise) => Promise.resolve(promise).then((done) => {
    order.push(name);
    return done;
  });
  await other.complete('ab', {maxTokens: 3}); // from now on all of the engine is compiled
  const stream = other.complete('ab', {maxTokens: 1900});
  const long = note('long', stream);
  await stream[Symbol.asyncIterator]().next(); // it is being written
  const short = [1, 2].map(() => note('short', other.complete('ab', {maxTokens: 3})));
  const asked = questions.map((question) => model.reason(question));
  const answers = (await Promise.all(asked)).map(({answer}) => answer);
  const out = {answers, length: (await long).tokens, short: (await short[0]).tokens, order};

  // A stream that is left, or whose signal is aborted, ends the call; the next one is answered.
  for await (const part of model.complete('Tom is a wumpus .', {maxTokens: 500})) if (part.id >= 0) break;
  const stop = new AbortController();
  const stopped = model.complete('Tom is a wumpus .', {maxTokens: 500, signal: stop.signal});
  const parts = stopped[Symbol.asyncIterator]();
  await parts.next();
  stop.abort(new Error('enough'));
  out.stopped = await refusal(stopped);
  out.stoppedBefore = await refusal(model.session({signal: stop.signal}));
  out.next = (await model.reason(questions[0])).answer;

  const left = refusal(model.complete('Tom is a wumpus .', {maxTokens: 500}));
  await model.dispose();
  out.left = await left;
  out.disposed = await refusal(model.tokenize('Tom'));
  out.otherLives = (await other.complete('ab', {maxTokens: 3})).tokens;
  await other.dispose();
  return out;
};

// manyFacts is more of them than fit into the model's context.
const manyFacts = () => {
  const words = Array.from('abcdefghijklmnopqrst', (letter) => `${letter}umpus`);
  return words.flatMap((a, i) => words.slice(i + 1).map((b) => `Every ${a} is a ${b}.`)).join(' ');
};

// mistyped passes what has the wrong type; the engine must go on, and the model answers afterwards.
const mistyped = async (model) => {
  const question = 'Tom is a cat. Eva is a pet. Is Tom a cat or pet?';
  const calls = {
    textThoughts: () => model.reason(question, {thoughts: '3'}),
    halfThought: () => model.reason(question, {thoughts: 2.5}),
    noNumber: () => model.reason(question, {thoughts: NaN}), huge: () => model.reason(question, {top: 1e300}),
    noText: () => model.reason(5), noList: () => model.reason(question, {changes: 'x'}),
    textTokens: () => model.complete('Tom', {maxTokens: '4'}), noTokens: () => model.complete('Tom', {maxTokens: 0}),
    seed: () => model.complete('Tom', {seed: -1}), stop: () => model.complete('Tom', {stop: '.'}),
    noPrompt: () => model.complete(), steps: () => model.session().then((s) => s.think(NaN)),
    vector: () => model.session().then((s) => s.feed('abc')), ids: () => model.detokenize('abc'),
  };
  const out = {};
  for (const [name, call] of Object.entries(calls)) out[name] = await refusal(call());
  const {answer} = await model.reason(question);
  if (answer !== 'Tom is a cat.') throw new Error(`after all that the answer is ${answer}`);
  return out;
};

const refusals = async ({load}, {models, corrupt, nowhere}) => {
  const stop = new AbortController();
  const loading = refusal(load(`${models}/prosqa-coconut/`, {signal: stop.signal, cache: false}));
  stop.abort(new Error('no longer wanted'));
  const model = await load(`${models}/prosqa-coconut/`);
  const out = {
    aborted: await loading, missing: await refusal(load(`${models}/nothing/`)),
    corrupt: await refusal(load(`${corrupt}/prosqa-coconut/`, {cache: false})),
    noWasm: await refusal(load(`${models}/prosqa-coconut/`, {wasm: `${models}/engine.wasm`})),
    noWorker: await refusal(load(`${models}/prosqa-coconut/`, {worker: `${nowhere}/worker.js`})),
    noVariant: await refusal(load(`${models}/prosqa-coconut/`, {variant: 'fast'})),
    noFolder: await refusal(load(`${models}/prosqa-coconut/?a=b`)),
    syntax: await refusal(model.reason('Every cat is a pet. Tom likes tea. Is Tom a cat or pet?')),
    options: await refusal(model.reason('Tom is a cat. Eva is a pet. Is Tom a cat or pet?',
      {changes: [{kind: 'zero', thought: 9}]})),
    notChat: await refusal(model.chat([{role: 'user', content: 'Hi'}])),
    ...await mistyped(model),
    tooLong: await refusal(model.reason(`${manyFacts()} Tom is a aumpus. Eva is a bumpus. Is Tom a bumpus or cumpus?`)),
  };
  await model.dispose();
  return out;
};

// A worker that answers as the test says: by its first message, and then by one for each request.
const actor = (hello, answers) => {
  let hear;
  const say = (event) => setTimeout(() => hear({data: JSON.stringify(event)}));
  return {
    addEventListener: (type, listener) => { if (type === 'message') hear = listener; },
    terminate: () => {},
    postMessage: (data) => {
      if (typeof data !== 'string') {
        say(hello);
        return;
      }
      const {type, id} = JSON.parse(data);
      if (answers[type]) say({id, ...answers[type]});
    },
  };
};

const crashes = async ({load}, {models}) => {
  const hello = {type: 'hello', version: 1};
  const ready = {type: 'ready', info: {name: 'actor', task: 'prosqa'}};
  const act = (first, answers) => load(`${models}/actor/`, {worker: () => actor(first, answers)});
  const dies = async (message) => {
    const model = await act(hello, {load: ready, ask: {type: 'exit', message}});
    const [waits, dead] = [refusal(model.tokenize('Tom')), await refusal(model.reason('Is it?'))];
    return [dead, await waits, await refusal(model.session())];
  };
  return {
    crashed: await dies('panic: runtime error'), memory: await dies('fatal error: out of memory'),
    unstarted: await refusal(act({type: 'exit', message: 'no such instruction'})),
    newer: await refusal(act({type: 'hello', version: 2})),
    whileLoading: await refusal(act(hello, {load: {type: 'exit', message: 'panic: oh'}})),
    unknown: await refusal(act(hello, {load: {type: 'failed', failure: {kind: 'load', message: 'Oh.'}}})),
  };
};

const cases = {task, session, text, latent, together, refusals, crashes};

/** Runs a case by its name. */
export const run = (name, coconut, setting) => cases[name](coconut, setting);
