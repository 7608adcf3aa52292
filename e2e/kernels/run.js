// Runs test.wasm, a Go test binary, like Go's own runner for Node, and returns its output and exit status. It works in
// workers of pages and in workerd.
'use strict';

globalThis.runTests = async (module, args, variables) => {
  let out = '', status = 'none';
  const decoder = new TextDecoder();
  globalThis.fs.writeSync = (_, bytes) => { out += decoder.decode(bytes, {stream: true}); return bytes.length; };
  const go = new Go();
  go.argv = ['test', ...args];
  go.env = variables;
  go.exit = (code) => { status = code; };
  await go.run(await WebAssembly.instantiate(module, go.importObject));
  return out + 'exit ' + status;
};
