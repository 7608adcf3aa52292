// Starts the Go program in the page, and hands it what it cannot make itself: a worker that runs the same compiled
// module.
'use strict';

(() => {
  // Vugu runs its DOM helper through window.eval, which the page's Content-Security-Policy forbids. The helper is
  // loaded as vugu-helper.js instead (tools/buildsite takes it out of Vugu's source). What is left for eval is to see
  // that it is the program's own. Everything else is the browser's business, and so is eval once Vugu has made its one
  // call: tools that drive the page use it.
  let mismatch = '';
  const plainEval = window.eval;
  window.eval = (text) => {
    if (!String(text).includes('window.vuguRender=')) return plainEval(text);
    window.eval = plainEval;
    let sum = 0;
    for (let i = 0; i < text.length; i++) sum = (Math.imul(sum, 31) + text.charCodeAt(i)) | 0;
    if (sum === window.coconutHelper) return undefined;
    mismatch = 'vugu-helper.js is missing, or another one than the program needs';
    throw new Error(mismatch);
  };

  const fail = (message) => {
    const starting = document.getElementById('starting'); // gone once the program has shown the page
    if (starting) starting.hidden = true;
    else {
      document.getElementById('boot-heading').textContent = 'The page has stopped.';
      message = `Its program ended (${message}). Retry opens it again, with your question.`;
    }
    document.getElementById('boot-message').textContent = message;
    const box = document.getElementById('boot-error');
    box.hidden = false;
    box.scrollIntoView({block: 'nearest'});
  };
  document.getElementById('boot-retry').addEventListener('click', () => {
    const link = document.querySelector('.share'); // to the question in the box
    if (link) history.replaceState(null, '', link.hash);
    location.reload();
  });

  // Two buttons copy the link to the question, or a frame with it for another page (docs/embed.md), and say for a while
  // what became of it.
  const copies = {copy: 'Copy link', embed: 'Embed'};
  addEventListener('click', async ({target}) => {
    const {id} = target;
    if (!copies[id]) return;
    const {href} = document.querySelector('.share');
    const address = href.replace('#', '#embed&').replaceAll('&', '&amp;');
    const start = '<iframe title="A model that thinks" width="900" height="700" src'; // no reference of this page's own
    const frame = `${start}="${address}"></iframe>`;
    const done = navigator.clipboard?.writeText(id === 'copy' ? href : frame).then(() => 'Copied', () => '');
    target.textContent = await done || 'Could not copy';
    setTimeout(() => { target.textContent = copies[id]; }, 2000);
  });

  // The program traps where it is called from: in an event or a promise.
  const trapped = (error) => {
    if (window.WebAssembly && error instanceof WebAssembly.RuntimeError) fail(error.message);
  };
  addEventListener('error', (event) => trapped(event.error));
  addEventListener('unhandledrejection', (event) => trapped(event.reason));

  // showArriving shows how much of the program has come, as compile.js tells it.
  const resting = document.getElementById('boot-label').textContent;
  const showArriving = ({read, size, sent}) => {
    const bar = document.getElementById('boot-progress');
    const label = document.getElementById('boot-label');
    const megabytes = (n) => (n / 1e6).toFixed(1);
    if (read === size) {
      bar.removeAttribute('value'); // how long the browser takes to compile it, nobody knows
      label.textContent = resting;
      return;
    }
    bar.value = read / size;
    const n = Math.floor(100 * read / size);
    const [m, k] = [megabytes(sent * read / size), megabytes(sent || size)];
    label.textContent = sent
      ? `Fetching the program: ${m} of ${k} MB, ${n} %`
      : `Fetching the program: ${k} MB when unpacked, ${n} %`;
  };

  // compiled waits for the module that compile.js makes.
  const compiled = (compiler) => new Promise((resolve, reject) => {
    compiler.onmessage = ({data}) => {
      if (data.come) return showArriving(data.come);
      compiler.terminate();
      if (data.module) return resolve(data.module);
      return reject(data.refused ? new WebAssembly.CompileError(data.error) : new Error(data.error));
    };
    compiler.onerror = () => resolve(compile(coconutProgram)); // it could not be started
    compiler.postMessage('listening');
  });

  // compile takes a module while it downloads; a server that does not call it application/wasm costs that, and no more.
  const compile = async (program) => {
    const response = await fetch(program);
    if (!response.ok) throw new Error(`${program}: HTTP status ${response.status}`);
    const isWasm = (response.headers.get('Content-Type') || '').startsWith('application/wasm');
    if (WebAssembly.compileStreaming && isWasm) return WebAssembly.compileStreaming(response);
    return WebAssembly.compile(await response.arrayBuffer());
  };

  // Where the browser has Trusted Types, a script starts from an address only that a policy gives out; this one knows
  // no other.
  const trusted = {createScriptURL: () => 'worker.js'};
  const workerURL = (window.trustedTypes?.createPolicy('coconut-page', trusted) || trusted).createScriptURL('');

  // startWorker starts worker.js on the module. receive gets the worker's messages, strings of JSON (docs/protocol.md);
  // a worker that cannot run is told in the same form.
  const startWorker = (module, receive) => {
    const worker = new Worker(workerURL);
    const exit = (message) => receive(JSON.stringify({type: 'exit', message}));
    worker.onmessage = (event) => receive(event.data);
    worker.onerror = (event) => {
      exit(event.message?.replace(/^Uncaught /, '') || 'worker.js could not be started');
    };
    Promise.resolve(module).then((ready) => worker.postMessage(ready), (error) => exit(String(error.message || error)));
    return worker;
  };

  // textProgram is the program for language models, compiled when somebody chooses one.
  let textModule;
  const textProgram = () => {
    textModule ??= compile(coconutText);
    textModule.catch(() => { textModule = undefined; }); // the next try fetches it again
    return textModule;
  };

  // Files of the visitor's own, chosen or dropped on the card of the language models, are kept for the worker, and the
  // program is told their names, the weights first, and their size. A file that is dropped elsewhere is a trace, which
  // hands.js opens; it must not take the page's place.
  let files;
  const offer = (list) => {
    if (!list.length || !window.coconut?.offer) return;
    const rank = ({name}) => !/\.(gguf|safetensors)$/i.test(name);
    files = [...list].sort((a, b) => rank(a) - rank(b));
    coconut.offer(files.map(({name}) => name).join('\n'), files.reduce((sum, {size}) => sum + size, 0));
  };
  // hold keeps all caches open. WebKit writes late: a cache that nobody has open any more, because its worker has
  // ended, may be found empty by the next.
  let held;
  const hold = async () => {
    held = await Promise.all((await caches.keys()).map((name) => caches.open(name)));
  };
  // handing hands a worker the files before the first request since they were chosen.
  const handing = (worker) => {
    let handed;
    return {
      postMessage: (request) => {
        if (files !== handed) worker.postMessage({files});
        handed = files;
        worker.postMessage(request);
      },
      terminate: () => hold().catch(() => {}).then(() => worker.terminate()),
    };
  };
  addEventListener('change', ({target}) => {
    if (target.id !== 'own-files') return;
    offer(target.files);
    target.value = ''; // so that the same files can be chosen again
  });
  const drag = (event) => {
    const {dataTransfer, target, type} = event;
    if (!dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    const card = target.closest?.('.chat-box');
    dataTransfer.dropEffect = 'copy';
    if (card && type === 'drop') offer(dataTransfer.files);
  };
  addEventListener('dragover', drag);
  addEventListener('drop', drag);

  // What is not needed at once comes when the program has started, or when it is asked for; in a single file it is
  // there.
  const later = async (name) => {
    if (!self.coconutBundled) await import(name);
  };
  addEventListener('click', async ({target}) => {
    if (target.id !== 'card') return;
    await later('./card.js');
    coconutCard();
  });

  // turn ends a task of the page's thread, so that the start is several short ones.
  const turn = () => new Promise((begin) => setTimeout(begin));

  const run = async () => {
    const module = await (self.coconutCompiler ? compiled(self.coconutCompiler) : compile(coconutProgram));
    window.coconut = {
      startWorker: (receive) => startWorker(module, receive),
      startTextWorker: (receive) => handing(startWorker(textProgram(), receive)),
    };
    const go = new Go();
    await turn();
    const instance = await WebAssembly.instantiate(module, go.importObject);
    await turn();
    later('./hands.js').catch(() => {}); // the buttons do without
    await go.run(instance);
    throw new Error(mismatch || 'the program ended');
  };

  run().catch((error) => {
    const old = window.WebAssembly && error instanceof WebAssembly.CompileError;
    fail((old ? 'This browser cannot run the program. ' : '') + String(error.message || error));
  });
})();
