// Keeps one instance of the Go program per isolate and passes it every request (bridge.go is the other side).
import './wasm_exec.js';
import program from './edge.wasm';

// The program's own limit is lower and has the better message; this one bounds what is copied to it.
const maxBody = 1 << 20;

// What a larger body has beyond that is read and dropped, up to here: who closes a connection while its client still
// sends resets it, and the client never sees the answer.
const maxDropped = 64 << 20;

let started; // the promise of the program's handler

// start runs the program. It must be called in a request: outside one, workerd allows neither random numbers nor
// fetches.
function start(env) {
  return new Promise((resolve, reject) => {
    globalThis.context = {env, binding: {}}; // where github.com/syumai/workers looks for the bindings
    globalThis.coconut = {ready: resolve};
    const go = new Go();
    const ended = (why) => {
      started = undefined; // the next request starts another one
      reject(new Error(`the program ended: ${why}`));
      for (const exchange of [...open]) exchange.end('the program ended');
    };
    go.run(new WebAssembly.Instance(program, go.importObject)).then(() => ended('exit'), ended);
  });
}

const open = new Set(); // the exchanges in progress

// sweep ends streams that nobody has read from for a while: workerd does not always report that a client has gone, and
// a stream that waits for one would keep its turn forever.
const patience = 3000; // milliseconds
function sweep() {
  const now = Date.now();
  for (const exchange of open) if (exchange.streaming && now - exchange.active > patience) exchange.gone();
}

const failure = (status, code, message) => Response.json(
  {error: {message, type: status < 500 ? 'invalid_request_error' : 'server_error', code}},
  {
    status,
    headers: {
      'Access-Control-Allow-Origin': '*',
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
    },
  });

async function readBody(request) {
  if (!request.body) return null;
  const parts = [];
  let size = 0;
  for await (const part of request.body) {
    if ((size += part.length) <= maxBody) parts.push(part);
    else parts.length = 0;
    if (size > maxDropped) break;
  }
  if (size > maxBody) return undefined;
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

export default {
  async fetch(request, env, ctx) {
    const body = await readBody(request);
    if (body === undefined) return failure(413, 'body_too_large', `the body has more than ${maxBody} bytes`);
    let handle;
    try {
      handle = await (started ??= start(env));
    } catch (error) {
      started = undefined;
      return failure(500, 'internal_error', String(error.message || error));
    }
    const {answer, over} = answerOf(handle, request, body);
    // This must outlive the client: a load may run here that others wait for, and the program must learn that the
    // client has gone.
    ctx.waitUntil(over);
    try {
      return await answer;
    } catch (error) {
      return failure(500, 'internal_error', String(error.message || error));
    }
  },
};

// answerOf returns the promises of the Response, and of the end of all work for it. The program calls head, push and
// end at any time, during any request; they only settle promises and fill a queue. The stream's own pull, which runs
// for this request, empties it.
function answerOf(handle, request, body) {
  const queue = [];
  const head = Promise.withResolvers(), over = Promise.withResolvers();
  let steer, ended = false, failed = '', wake = () => {};
  const exchange = {
    streaming: false,
    active: Date.now(), // when the stream was last read
    gone() { if (!ended) steer?.gone(); },
    end(message) {
      open.delete(exchange);
      [ended, failed] = [true, message];
      if (message) head.reject(new Error(message));
      over.resolve();
      wake();
    },
  };
  open.add(exchange);
  // workerd considers a request hung, and ends it, when nothing of its own is pending: it does not see that the request
  // waits for another one's load or turn.
  const alive = setInterval(sweep, 500);
  over.promise.then(() => clearInterval(alive));
  const stream = () => new ReadableStream({
    async pull(controller) {
      exchange.active = Date.now();
      while (queue.length === 0 && !ended) {
        const {promise, resolve} = Promise.withResolvers();
        wake = resolve;
        steer?.pull(); // may push at once, or when the next step is done
        await promise;
      }
      if (queue.length > 0) controller.enqueue(queue.shift());
      else if (failed) controller.error(new Error(failed));
      else controller.close();
    },
    cancel: exchange.gone,
  }, {highWaterMark: 0});
  steer = handle({
    url: request.url, method: request.method, headers: [...request.headers], body,
    head(...args) {
      [exchange.streaming, exchange.active] = [args[2] === null, Date.now()];
      head.resolve(args);
    },
    push: (bytes) => { queue.push(bytes); wake(); },
    end: exchange.end,
  });
  request.signal.addEventListener('abort', exchange.gone);
  const answer = head.promise.then(([status, headers, bytes]) =>
    new Response(bytes === null ? stream() : status === 204 ? null : bytes, {status, headers}));
  return {answer, over: over.promise};
}
