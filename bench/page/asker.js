// Puts questions to a small model of ours: see bench/asker.
export const open = async (model) => {
  const go = new Go();
  const started = new Promise((resolve) => { globalThis.started = resolve; });
  const {instance} = await WebAssembly.instantiateStreaming(fetch('asker.wasm'), go.importObject);
  go.run(instance);
  const api = await started;
  await new Promise((done, fail) => { api.load(model, done, (message) => fail(new Error(message))); });
  globalThis.ask = (questions) => new Promise((done, fail) => {
    api.ask(JSON.stringify(questions), (answers) => done(JSON.parse(answers)), (message) => fail(new Error(message)));
  });
  return {info: {}};
};
