// Our worker for language models, with several instances that share its products (simd.Team), asked as docs/protocol.md
// says. It decides by itself whether they are faster, as on a site.
export const open = async (model, {variant, threads}) => {
  const worker = new Worker('worker.js');
  let [id, hear, fail] = [0, () => {}, () => {}];
  worker.onerror = (event) => fail(new Error(event.message));
  worker.onmessage = ({data}) => {
    const event = JSON.parse(data);
    if (['exit', 'failed'].includes(event.type)) fail(new Error(data));
    else hear(event);
  };
  const last = (...types) => new Promise((resolve, reject) => {
    fail = reject;
    hear = (event) => { if (types.includes(event.type)) resolve(event); };
  });
  const request = (body, type) => {
    id += 1;
    worker.postMessage(JSON.stringify({id, ...body}));
    return last(type);
  };
  const complete = async (prompt, n) =>
    (await request({type: 'complete', complete: {prompt, max_tokens: n}}, 'completion')).completion;

  worker.postMessage({program: await WebAssembly.compileStreaming(fetch(`text-${variant}.wasm`)), threads});
  await last('hello');
  await request({type: 'load', model: model.replace(/^models\//, '')}, 'ready');

  // A prompt begins with its own number, so that nothing of it has been read before. It has about n tokens.
  let [asked, prompt, shared] = [0, '', threads < 2];
  const prefill = async (n) => {
    asked += 1;
    prompt = `${asked}${' sheep'.repeat(n - 1)}`;
    const done = await complete(prompt, 1);
    return done.prefill_ms * n / (done.prompt - (done.cached || 0));
  };
  // together waits until the others have their share of the model, which they get between two answers.
  const together = async () => {
    for (let i = 0; !shared && i < 50; i++) {
      shared = (await complete(`Hello ${i}`, 1)).threads > 1;
      if (!shared) await new Promise((done) => { setTimeout(done, 100); });
    }
    shared = true; // or they are not faster here
  };
  let first = true;
  return {
    info: {kernels: variant},
    prefill: async (n) => {
      if (!first) await together();
      first = false;
      return prefill(n);
    },
    decode: async (n) => {
      const done = await complete(prompt, n);
      return done.decode_ms * n / done.tokens;
    },
  };
};
