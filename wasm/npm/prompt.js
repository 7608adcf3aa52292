// The shape of the browsers' Prompt API (https://webmachinelearning.github.io/prompt-api/) around a model of one's own:
// a page that is written for the built-in model works in browsers that have none.
import {CoconutError} from './index.js';
import {converse, lazily} from './converse.js';
import {abortable} from './error.js';

/** See prompt.d.ts. */
export function promptAPI(source, settings = {}) {
  const model = lazily(source, settings.load);
  return class LanguageModel extends Session {
    /** Whether a session can be had: "available" once the model is loaded, "downloadable" before. */
    static async availability() {
      if (typeof WebAssembly === 'undefined') return 'unavailable';
      return this.loaded ? 'available' : 'downloadable';
    }

    static async params() {
      return {defaultTemperature: 0, maxTemperature: 2, defaultTopK: 40, maxTopK: 1000};
    }

    static async create(options = {}) {
      const {initialPrompts = [], signal} = options;
      signal?.throwIfAborted();
      const expected = [...options.expectedInputs ?? [], ...options.expectedOutputs ?? []];
      const other = expected.find(({type}) => type !== 'text');
      if (other) throw new DOMException(`The models here read text, no ${other.type}.`, 'NotSupportedError');
      const loaded = await abortable(model.get(monitoring(options.monitor)), signal);
      this.loaded = true;
      return new this(loaded, {...settings.defaults, ...defined(options)}, spoken(initialPrompts));
    }

    /** Ends the model, if it was loaded here, and with it all sessions. */
    static async dispose() {
      this.loaded = false;
      await model.dispose();
    }

    static loaded = false;
  };
}

class Session extends EventTarget {
  #model;
  #options;
  #messages;
  #usage = 0;
  #stop = new AbortController();
  #turn = Promise.resolve(); // one prompt after the other, as each is answered in the light of those before
  oncontextoverflow = null;

  constructor(model, options, messages) {
    super();
    [this.#model, this.#options, this.#messages] = [model, options, messages];
    options.signal?.addEventListener('abort', () => this.destroy(options.signal.reason), {once: true});
  }

  get temperature() { return this.#options.temperature ?? 0; }
  get topK() { return this.#options.topK ?? 0; }
  get contextWindow() { return this.#model.info.context; }
  get contextUsage() { return this.#usage; }
  // The names that these two had in Chrome up to 2025.
  get inputQuota() { return this.contextWindow; }
  get inputUsage() { return this.contextUsage; }

  async prompt(input, options = {}) {
    let text = '';
    for await (const part of this.#answer(input, options)) text += part;
    return text;
  }

  promptStreaming(input, options = {}) {
    const parts = this.#answer(input, options);
    return new ReadableStream({
      async pull(controller) {
        const {done, value} = await parts.next();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: () => parts.return(),
    });
  }

  async append(input) {
    this.#stop.signal.throwIfAborted();
    this.#messages.push(...spoken(input));
  }

  async measureContextUsage(input) {
    const all = spoken(input).map(({content}) => content).join('\n');
    return (await this.#model.tokenize(all, {signal: this.#stop.signal})).length;
  }
  measureInputUsage(input) { return this.measureContextUsage(input); }

  async clone(options = {}) {
    options.signal?.throwIfAborted();
    this.#stop.signal.throwIfAborted();
    const copy = new this.constructor(this.#model, {...this.#options, signal: options.signal}, [...this.#messages]);
    copy.#usage = this.#usage;
    return copy;
  }

  destroy(reason = new DOMException('The session was destroyed.', 'AbortError')) { this.#stop.abort(reason); }
  [Symbol.dispose ?? Symbol.for('dispose')]() { this.destroy(); }

  // #answer keeps question and answer only if the answer came to its end.
  async *#answer(input, {signal, responseConstraint}) {
    const before = this.#turn;
    let done;
    this.#turn = new Promise((resolve) => { done = resolve; });
    try {
      const ends = AbortSignal.any([this.#stop.signal, ...(signal ? [signal] : [])]);
      await abortable(before, ends);
      ends.throwIfAborted();
      const said = spoken(input);
      const prefix = said.at(-1)?.prefix;
      if (prefix) throw new CoconutError('options', 'An answer cannot be begun for the model (prefix).');
      const {temperature, topK, thoughts, maxTokens} = this.#options;
      const parts = converse(this.#model, [...this.#messages, ...said], {
        signal: ends, temperature, topK, thoughts, maxTokens, schema: constraint(responseConstraint),
      });
      let part;
      while (!(part = await parts.next()).done) if (part.value.text) yield part.value.text;
      const {text, promptTokens, tokens, finish} = part.value;
      this.#messages.push(...said, {role: 'assistant', content: text});
      this.#usage = promptTokens + tokens;
      if (finish === 'length' && this.#usage >= this.contextWindow) this.#overflow();
    } finally {
      done();
    }
  }

  #overflow() {
    const event = new Event('contextoverflow');
    this.dispatchEvent(event);
    this.oncontextoverflow?.(event);
  }
}

// constraint is a JSON Schema; the engine has no regular expressions.
function constraint(schema) {
  if (schema instanceof RegExp) throw new CoconutError('schema', 'A responseConstraint is a JSON Schema here.');
  return schema;
}

// spoken turns what the Prompt API takes into messages: a text, or a list of messages whose contents are texts.
function spoken(input) {
  if (typeof input === 'string') return [{role: 'user', content: input}];
  if (!Array.isArray(input)) throw new CoconutError('options', 'A prompt is a text or a list of messages.');
  return input.map(({role, content, prefix}) => {
    if (typeof content === 'string') return {role, content, prefix};
    const texts = content.map(({type, value}) => {
      if (type !== 'text') throw new CoconutError('options', `The models here read text, no ${type}.`);
      return value;
    });
    return {role, content: texts.join(''), prefix};
  });
}

// monitoring passes progress on as the API's event: from 0 to 1.
function monitoring(monitor) {
  if (!monitor) return undefined;
  const target = new EventTarget();
  monitor(target);
  return ({done, total}) => {
    const event = Object.assign(new Event('downloadprogress'), {loaded: total ? done / total : 0, total: 1});
    target.dispatchEvent(event);
  };
}

const defined = (options) => Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
