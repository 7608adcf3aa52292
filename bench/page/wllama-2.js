// wllama 2.3.1, the last version whose build has SIMD kernels, by its own benchmark function.
import {Wllama} from './node_modules/wllama-2/esm/index.js';

const base = './node_modules/wllama-2/esm/';

export const open = async (model, {threads}) => {
  const engine = new Wllama(
    {
      'single-thread/wllama.wasm': base + 'single-thread/wllama.wasm',
      'multi-thread/wllama.wasm': base + 'multi-thread/wllama.wasm',
    },
    {suppressNativeLog: true});
  const blob = await (await fetch(model)).blob();
  await engine.loadModel([blob], {n_ctx: 256, n_threads: threads});
  const run = (kind) => async (n) => (await engine._testBenchmark(kind, n)).t_ms;
  return {info: {}, prefill: run('pp'), decode: run('tg')};
};
