import {list, whole} from './check.js';
import {abortable, CoconutError} from './error.js';

/** A sequence of tokens and thoughts, see index.d.ts. */
export class Session {
  #connection;
  #number;
  #length;
  #last = Promise.resolve(); // the call before, as far as the worker is concerned
  #closed = false;

  constructor(connection, {session, length}) {
    this.#connection = connection;
    this.#number = session;
    this.#length = length;
  }

  /** Starts one. */
  static async start(connection, options) {
    const {state} = await connection.request('session', {session: {do: 'new'}}, options);
    return new Session(connection, state);
  }

  get length() { return this.#length; }

  // Calls are made one after the other; one that was aborted is waited for, too.
  async #call(what, {signal} = {}) {
    if (this.#closed) throw new CoconutError('disposed', 'The session was disposed of.');
    const before = this.#last;
    let done;
    this.#last = new Promise((resolve) => { done = resolve; });
    const answer = before.then(() => this.#connection.request(
      'session', {session: {session: this.#number, ...what}}, {signal, onEnd: done}));
    const {state} = await abortable(answer, signal);
    if (state.session === this.#number) this.#length = state.length;
    return state;
  }

  async #vector(what, options) { return floats((await this.#call(what, options)).vector); }

  async prefill(input, options) {
    const what = typeof input === 'string' ? {text: input}
      : {tokens: list('input', input ?? 0, (id) => whole('input', id ?? NaN))};
    return this.#vector({do: 'prefill', ...what}, options);
  }

  async think(steps = 1, options = {}) { return this.#vector({do: 'think', count: whole('steps', steps)}, options); }

  async feed(vector, options) {
    const numbers = typeof vector === 'object' ? list('vector', vector ?? 0) : list('vector', 0);
    return this.#vector({do: 'feed', vector: base64(numbers)}, options);
  }

  hidden(options) { return this.#vector({do: 'hidden'}, options); }

  logits(options) { return this.#vector({do: 'logits'}, options); }

  async top(count, options) {
    const {top} = await this.#call({do: 'top', count: whole('count', count)}, options);
    return top.map(({id, token, prob}) => ({id, token, probability: prob}));
  }

  async truncate(length, options) {
    await this.#call({do: 'truncate', count: whole('length', length)}, options);
  }

  async fork(options) { return new Session(this.#connection, await this.#call({do: 'fork'}, options)); }

  async dispose() {
    if (this.#closed) return;
    const closed = this.#call({do: 'close'});
    this.#closed = true;
    await closed;
  }

  [Symbol.asyncDispose ?? Symbol('asyncDispose')]() { return this.dispose(); }
}

// Vectors travel as the bytes of their numbers, each with the lowest first, in base64: not a bit is lost.

const floats = (text) => {
  const view = new DataView(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer);
  return Float32Array.from({length: view.byteLength / 4}, (_, i) => view.getFloat32(4 * i, true));
};

const base64 = (values) => {
  const view = new DataView(new ArrayBuffer(4 * values.length));
  values.forEach((value, i) => view.setFloat32(4 * i, value, true));
  return btoa(Array.from(new Uint8Array(view.buffer), (b) => String.fromCharCode(b)).join(''));
};
