// Stands in for the server in a single-file page (coconut bundle): the files of the site lie in the page itself,
// gzipped and in base64, in script elements of a type that is not run. fetch and Worker give them out; everything else
// is as on a server.
'use strict';

(() => {
  const unpack = async (element) => {
    const packed = Uint8Array.from(atob(element.textContent), (c) => c.charCodeAt(0));
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream('gzip'));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  };
  const find = (name) => document.querySelector(`script[data-file="${name}"]`);

  window.fetch = async (name) => {
    const element = find(name);
    if (!element) return new Response(null, {status: 404});
    return new Response(await unpack(element), {headers: {'Content-Type': element.dataset.type}});
  };

  const script = () => new Blob([document.getElementById('worker').textContent], {type: 'text/javascript'});
  const trusted = {createScriptURL: () => URL.createObjectURL(script())};
  const policy = window.trustedTypes?.createPolicy('coconut-bundle', trusted) || trusted;

  const PlainWorker = window.Worker;
  // A worker made of one text: what worker.js imports comes first, and before it the other half of this file.
  window.Worker = function BundledWorker() {
    const worker = new PlainWorker(policy.createScriptURL(''));
    const files = [...document.querySelectorAll('script[data-file^="models/"]')];
    const post = worker.postMessage.bind(worker);
    // Messages wait until the worker has its files, and keep their order. A page from file: may not post a compiled
    // module (it has no origin that a worker could share): the worker gets the program's bytes and compiles them
    // itself.
    const unpacked = files.map(async (e) => [e.dataset.file, await unpack(e)]);
    const sent = Promise.all([unpack(find(coconutProgram)), ...unpacked])
      .then(([program, ...list]) => post({program, files: list}));
    worker.postMessage = (message) => {
      sent.then(() => post(message instanceof WebAssembly.Module ? null : message));
    };
    return worker;
  };
})();
