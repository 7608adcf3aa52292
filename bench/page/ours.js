// Our runtime, in one of its builds.
export const open = async (model, {variant, threads}) => {
  if (threads > 1) throw new Error('this page has one thread');
  const go = new Go();
  const started = new Promise((resolve) => { globalThis.started = resolve; });
  const {instance} = await WebAssembly.instantiateStreaming(fetch(`engine-${variant}.wasm`), go.importObject);
  go.run(instance);
  const api = await started;
  const kernels = await new Promise((done, fail) => { api.load(model, done, (message) => fail(new Error(message))); });
  return {
    info: {
      kernels, memory: () => instance.exports.mem.buffer.byteLength,
      measureKernels: api.kernels, measureReading: api.reading,
    },
    prefill: (n) => api.prefill(n),
    decode: (n) => api.decode(n),
    think: (n) => api.think(n),
    // Loads the model once more, for a profile.
    load: async () => {
      const before = performance.now();
      await new Promise((done, fail) => { api.load(model, done, (message) => fail(new Error(message))); });
      return performance.now() - before;
    },
  };
};
