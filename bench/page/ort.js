// onnxruntime-web on the graph of onnx.go: int8, a KV cache passed in and out, and a second graph without the head for
// latent steps.
import * as ort from './node_modules/onnxruntime-web/dist/ort.wasm.min.mjs';

const [WIDTH, HEADS, LAYERS] = [768, 12, 12];

export const open = async (model, {threads}) => {
  ort.env.wasm.wasmPaths = new URL('./node_modules/onnxruntime-web/dist/', import.meta.url).href;
  ort.env.wasm.numThreads = threads;
  const session = (url) =>
    ort.InferenceSession.create(url, {executionProviders: ['wasm'], graphOptimizationLevel: 'all'});
  const speaks = await session(model);
  const thinks = await session(model.replace('.onnx', '-think.onnx'));
  let past, length, hidden;

  // forward runs s input embeddings, and keeps the cache and the last hidden state.
  const forward = async (graph, embeddings, s) => {
    const t = length + s;
    const mask = new Float32Array(s * t);
    for (let i = 0; i < s; i++) mask.fill(-1e9, i * t + length + i + 1, (i + 1) * t);
    const feeds = {
      inputs_embeds: new ort.Tensor('float32', embeddings, [1, s, WIDTH]),
      position_ids: new ort.Tensor('int64', BigInt64Array.from({length: s}, (_, i) => BigInt(length + i)), [1, s]),
      mask: new ort.Tensor('float32', mask, [1, 1, s, t]),
    };
    for (const [name, tensor] of Object.entries(past)) feeds[name] = tensor;
    const results = await graph.run(feeds);
    past = {};
    for (let i = 0; i < LAYERS; i++) {
      for (const kind of ['k', 'v']) past[`past.${i}.${kind}`] = results[`present.${i}.${kind}`];
    }
    length = t;
    hidden = results.hidden.data;
    return results.logits && results.logits.data;
  };
  const best = (logits) => logits.reduce((b, v, i) => (v > logits[b] ? i : b), 0);
  const embedding = (token, n = 1) => Float32Array.from({length: n * WIDTH}, (_, i) => Math.sin(token + i) * 0.02);

  const prefill = async (n) => {
    past = {};
    for (let i = 0; i < LAYERS; i++) {
      for (const kind of ['k', 'v']) {
        past[`past.${i}.${kind}`] = new ort.Tensor('float32', new Float32Array(0), [1, HEADS, 0, WIDTH / HEADS]);
      }
    }
    length = 0;
    return best(await forward(speaks, embedding(1, n), n));
  };
  const timed = (run) => async (n) => {
    const start = performance.now();
    await run(n);
    return performance.now() - start;
  };
  return {
    info: {},
    prefill: timed(prefill),
    decode: timed(async (n) => {
      for (let i = 0, token = 1; i < n; i++) token = best(await forward(speaks, embedding(token), 1));
    }),
    think: timed(async (n) => { for (let i = 0; i < n; i++) await forward(thinks, hidden, 1); }),
  };
};
