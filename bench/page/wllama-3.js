// wllama 3, the latest version, by the timings of its completions. A digit is a token.
import {Wllama} from './node_modules/wllama-3/esm/index.js';

export const open = async (model, {threads}) => {
  const engine = new Wllama({default: './node_modules/wllama-3/esm/wasm/wllama.wasm'}, {suppressNativeLog: true});
  engine.setCompat(null);
  const blob = await (await fetch(model)).blob();
  await engine.loadModel([blob],
    {n_ctx: 256, n_threads: threads, n_gpu_layers: 0, n_parallel: 1, warmup: false});
  let turn = 0;
  const complete = async (prompt, tokens) => {
    const digits = Array.from({length: prompt}, (_, i) => (i * 7 + turn) % 10).join('');
    turn++; // another prompt each time, so that no cached prefix is used
    const completion = await engine.createCompletion(
      {prompt: digits, max_tokens: tokens, temperature: 0, ignore_eos: true, cache_prompt: false});
    return completion.timings;
  };
  return {
    info: {},
    prefill: async (n) => {
      const t = await complete(n, 1);
      if (t.prompt_n !== n) throw new Error(`${t.prompt_n} prompt tokens, want ${n}`);
      return t.prompt_ms;
    },
    decode: async (n) => {
      const t = await complete(8, n);
      return t.predicted_ms / t.predicted_n * n;
    },
  };
};
