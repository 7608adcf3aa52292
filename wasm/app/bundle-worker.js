// The worker's half of bundle.js: the first message has the program and the model's files, which instantiate and fetch
// then give out.
'use strict';

addEventListener('message', (event) => {
  event.stopImmediatePropagation(); // not for the program
  const files = new Map(event.data.files);
  self.fetch = async (name) => (files.has(name) ? new Response(files.get(name)) : new Response(null, {status: 404}));
  const program = WebAssembly.compile(event.data.program);
  const instantiate = WebAssembly.instantiate.bind(WebAssembly);
  WebAssembly.instantiate = async (_, imports) => instantiate(await program, imports);
}, {once: true});
