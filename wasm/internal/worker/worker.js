// Runs the Go program in a Web Worker: the page's, and, behind wasm/npm/prepare.js and wasm_exec.js, the npm package's.
// The first message is the compiled module, or has it as its program; every later one is the program's.
'use strict';

if (!self.Go) {
  const trusted = {createScriptURL: () => 'wasm_exec.js'}; // as in page.js
  importScripts((self.trustedTypes?.createPolicy('coconut-worker', trusted) || trusted).createScriptURL(''));
}

// What the program writes are its last words: that it is out of memory, or what went wrong in it.
let words = '';
const write = fs.writeSync;
fs.writeSync = (fd, bytes) => {
  words = (words + new TextDecoder().decode(bytes)).slice(0, 1000);
  return write.call(fs, fd, bytes);
};
const why = () => /^(?:fatal error|panic): .*/m.exec(words)?.[0] || 'the program in the worker ended';

// exit tells the page that there will be no more answers (EventExit in docs/protocol.md).
const exit = (message) => postMessage(JSON.stringify({type: 'exit', message}));

// The program traps where it is called from: in an event the browser tells the page of it (page.js), in a promise
// nobody.
addEventListener('unhandledrejection', (event) => exit(String(event.reason?.message || event.reason)));

self.onmessage = async (event) => {
  self.onmessage = null;
  try {
    const go = new Go();
    await go.run(await WebAssembly.instantiate(event.data?.program || event.data, go.importObject));
    exit(why());
  } catch (error) {
    exit(String(error.message || error));
  }
};
