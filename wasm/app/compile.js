// Fetches and compiles the page's program in a worker. variant.js starts it, with the program's address and size. When
// page.js listens it says so, and is told how much has come, and then the module or the error: what is posted to a page
// that does not listen yet is lost.
'use strict';

const told = 50; // milliseconds from one message on how much has come to the next

// come is how much of the program has come. What is read is unpacked, and so is the size; what the server says is the
// length of what it sends, which is what the visitor waits for.
let come;
const watch = async (response, size) => {
  const packed = response.headers.get('Content-Encoding');
  come = {read: 0, size, sent: Number(response.headers.get('Content-Length')) || (packed ? 0 : size)};
  const reader = response.body.getReader();
  for (let {done, value} = await reader.read(); !done; {done, value} = await reader.read()) {
    come.read = Math.min(come.read + value.length, size);
  }
  come.read = size;
};

// compile takes a module while it downloads; a server that does not call it application/wasm costs that, and no more.
const compile = async ({program, size}) => {
  const response = await fetch(program);
  if (!response.ok) throw new Error(`${program}: HTTP status ${response.status}`);
  if (size && response.body) watch(response.clone(), size).catch(() => {}); // what goes wrong is told below
  const isWasm = (response.headers.get('Content-Type') || '').startsWith('application/wasm');
  if (WebAssembly.compileStreaming && isWasm) return WebAssembly.compileStreaming(response);
  return WebAssembly.compile(await response.arrayBuffer());
};

let result;
self.onmessage = async ({data}) => {
  if (data.program) {
    result = compile(data).then((module) => ({module}), (error) => ({
      refused: error instanceof WebAssembly.CompileError, error: String(error.message || error),
    }));
    return;
  }
  const timer = setInterval(() => come && postMessage({come}), told);
  postMessage(await result);
  clearInterval(timer);
};
