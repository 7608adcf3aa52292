// Starts main.wasm, which calls ready and defines reason; folder is where it finds the model.
'use strict';

const out = document.getElementById('out');
globalThis.folder = 'model';
globalThis.ready = (name) => {
  out.textContent = name;
  document.getElementById('ask').disabled = false;
};

document.getElementById('form').onsubmit = async (event) => {
  event.preventDefault();
  out.textContent = '';
  const line = (text) => { out.textContent += text + '\n'; };
  try {
    line(await reason(document.getElementById('question').value,
      (kind, i, would) => { if (kind === 'thought') line(`thought ${i + 1}: would say ${would}`); }));
  } catch (error) {
    line(error.message);
  }
};

const go = new Go();
WebAssembly.instantiateStreaming(fetch('main.wasm'), go.importObject).then(({instance}) => go.run(instance));
