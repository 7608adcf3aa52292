// Runs tests in a worker of a page, which can be queried meanwhile.
'use strict';

importScripts('wasm_exec.js', 'run.js');

self.onmessage = async ({data: [program, args, variables]}) => {
  try {
    const module = await WebAssembly.compileStreaming(fetch(program));
    postMessage(await runTests(module, args, variables));
  } catch (error) {
    postMessage(`run-worker.js: ${error}`);
  }
  close(); // before a timer wakes the program, which has ended
};
