// The first part of the package's worker.js; wasm_exec.js of Go and wasm/internal/worker/worker.js follow it. Gives
// Node.js what browsers' workers have, and keeps the model where the first message says.
'use strict';

(() => {
  const node = !globalThis.postMessage;
  // What bundlers may see must not look like a module that they should find.
  const builtin = (name) => import(/* webpackIgnore: true */ /* @vite-ignore */ `node:${name}`);

  if (node) {
    const messages = new EventTarget();
    const port = builtin('worker_threads').then(({parentPort}) => parentPort);
    globalThis.self = globalThis;
    globalThis.navigator ??= {};
    globalThis.addEventListener = messages.addEventListener.bind(messages);
    globalThis.postMessage = (data) => port.then((to) => to.postMessage(data));
    // Messages wait until somebody listens.
    port.then((from) => from.on('message', (data) => {
      const event = new MessageEvent('message', {data});
      messages.dispatchEvent(event);
      globalThis.onmessage?.(event);
    }));
  }

  if (globalThis.process?.versions?.node) { // and Deno, and Bun
    // The engine waits for messages by a channel to itself. Node.js and Deno would deliver those, a thousand in a row,
    // before any of another port.
    const later = globalThis.setImmediate ?? setTimeout;
    globalThis.MessageChannel = class {
      port1 = {};

      port2 = {postMessage: () => later(() => this.port1.onmessage())};
    };

    const fetched = globalThis.fetch;
    globalThis.fetch = async (address, options) => {
      if (!address.startsWith('file:')) return fetched(address, options);
      const {readFile} = await builtin('fs/promises');
      try {
        return new Response(await readFile(new URL(address), {signal: options?.signal}));
      } catch (error) {
        if (error.code === 'ENOENT' || error.code === 'EISDIR') return new Response(null, {status: 404});
        throw error;
      }
    };
  }

  // A folder in the role of the browser's caches: a folder for each cache, a file for each entry, as far as the engine
  // uses them. It verifies what it reads.
  const cachesIn = (folder) => {
    const place = async (name) => {
      const {createHash} = await builtin('crypto');
      const {join} = await builtin('path');
      return join(folder, `coconut-${createHash('sha256').update(name).digest('hex').slice(0, 32)}`);
    };
    const missing = (error) => {
      if (error.code !== 'ENOENT') throw error;
    };
    const open = async (name) => {
      const [{mkdir, readFile, rename, rm, writeFile}, {join}] = [await builtin('fs/promises'), await builtin('path')];
      const dir = await place(name);
      await mkdir(dir, {recursive: true});
      const file = (key) => join(dir, encodeURIComponent(key));
      return {
        match: (key) => readFile(file(key)).then((data) => new Response(data), missing),
        delete: (key) => rm(file(key), {force: true}),
        put: async (key, response) => {
          const half = `${file(key)}.${crypto.randomUUID()}`; // nothing that is half written may look like an entry
          await writeFile(half, new Uint8Array(await response.arrayBuffer()));
          await rename(half, file(key));
        },
      };
    };
    const remove = async (name) => {
      const {rm} = await builtin('fs/promises');
      await rm(await place(name), {recursive: true, force: true});
    };
    return {open, delete: remove};
  };

  addEventListener('message', ({data: {cache}}) => {
    if (cache === true) return;
    const value = cache ? cachesIn(cache) : undefined;
    Object.defineProperty(globalThis, 'caches', {value, configurable: true});
  }, {once: true});
})();
