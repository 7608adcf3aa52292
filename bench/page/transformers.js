// transformers.js on the graph of onnx_llama.go, by its generate and the times at which that hands out tokens. Its
// onnxruntime is the build that it would fetch by itself.
import {AutoModelForCausalLM, Tensor, env} from './node_modules/@huggingface/transformers/dist/transformers.min.js';

const ort = new URL(
  './node_modules/@huggingface/transformers/node_modules/onnxruntime-web/dist/ort-wasm-simd-threaded.asyncify.',
  import.meta.url).href;

export const open = async (model, {threads}) => {
  env.allowLocalModels = true;
  env.allowRemoteModels = false;
  env.useBrowserCache = false; // from the server, like the others
  env.useWasmCache = false;
  env.localModelPath = new URL('.', import.meta.url).href;
  env.backends.onnx.wasm.wasmPaths = {mjs: `${ort}mjs`, wasm: `${ort}wasm`};
  env.backends.onnx.wasm.numThreads = threads;
  const engine = await AutoModelForCausalLM.from_pretrained(model, {dtype: 'q8', device: 'wasm'});

  // generate returns the times of its start and of each token.
  const generate = async (prompt, tokens) => {
    const integers = (values) => new Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length]);
    const times = [];
    const start = performance.now();
    await engine.generate({
      inputs: integers(Array.from({length: prompt}, (_, i) => 64 + i % 26)),
      attention_mask: integers(new Array(prompt).fill(1)),
      do_sample: false, max_new_tokens: tokens, min_new_tokens: tokens,
      streamer: {put: () => times.push(performance.now()), end: () => {}},
    });
    if (times.length !== tokens + 1) throw new Error(`${times.length} calls of the streamer, want ${tokens + 1}`);
    return [start, ...times.slice(1)]; // without the prompt
  };
  return {
    info: {},
    prefill: async (n) => {
      const [start, first] = await generate(n, 1);
      return first - start;
    },
    decode: async (n) => {
      const times = await generate(8, n + 1);
      return times[n + 1] - times[1];
    },
  };
};
