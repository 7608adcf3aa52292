// onnxruntime-web on the graph of onnx_llama.go, which is the one that transformers.js is given.
import * as ort from './node_modules/onnxruntime-web/dist/ort.wasm.min.mjs';

export const open = async (model, {threads}) => {
  ort.env.wasm.wasmPaths = new URL('./node_modules/onnxruntime-web/dist/', import.meta.url).href;
  ort.env.wasm.numThreads = threads;
  const config = await (await fetch(`${model}/config.json`)).json();
  const session = await ort.InferenceSession.create(`${model}/onnx/model_quantized.onnx`,
    {executionProviders: ['wasm'], graphOptimizationLevel: 'all'});
  const empty = () => new ort.Tensor('float32', [], [1, config.num_key_value_heads, 0, config.head_dim]);
  const caches = Array.from({length: config.num_hidden_layers}, (_, i) => [`${i}.key`, `${i}.value`]).flat();
  const integers = (values) => new ort.Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length]);
  let past, length, token;

  const forward = async (ids) => {
    length += ids.length;
    const results = await session.run(
      {input_ids: integers(ids), attention_mask: integers(new Array(length).fill(1)), ...past});
    past = Object.fromEntries(caches.map((name) => [`past_key_values.${name}`, results[`present.${name}`]]));
    token = results.logits.data.reduce((best, v, i, all) => (v > all[best] ? i : best), 0);
  };
  const timed = (run) => async (n) => {
    const start = performance.now();
    await run(n);
    return performance.now() - start;
  };
  return {
    info: {},
    prefill: timed(async (n) => {
      past = Object.fromEntries(caches.map((name) => [`past_key_values.${name}`, empty()]));
      length = 0;
      await forward(Array.from({length: n}, (_, i) => 64 + i % 26));
    }),
    decode: timed(async (n) => { for (let i = 0; i < n; i++) await forward([token]); }),
  };
};
