// Runs the Go program in a Web Worker. The first message is the compiled module, from page.js; every later one is the program's.
'use strict';

importScripts('wasm_exec.js');

// exit tells the page that there will be no more answers (EventExit in wasm/app/remote/protocol.go).
const exit = (message) => postMessage(JSON.stringify({type: 'exit', message}));

self.onmessage = async (event) => {
  self.onmessage = null;
  try {
    const go = new Go();
    await go.run(await WebAssembly.instantiate(event.data, go.importObject));
    exit('the program in the worker ended');
  } catch (error) {
    exit(String(error.message || error));
  }
};
