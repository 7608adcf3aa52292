import {compileEngine} from './assets.js';
import {abortable, CoconutError, ended, failed} from './error.js';
import {startWorker} from './worker-here.js';

// The version of the protocol (docs/protocol.md), and the events of a request that are not its last.
const PROTOCOL = 1;
const PARTS = new Set(['progress', 'opened', 'step', 'prefill', 'thought', 'token']);

/** A worker that runs the engine, as docs/protocol.md describes it. */
export class Connection {
  #worker;
  #requests = new Map(); // by id
  #last = 0;
  #over; // the error that all requests get once the worker is gone
  #hello;

  /** Starts a worker, and waits until it listens. */
  static async open({signal, cache = true, threads, worker, ...engine}) {
    const connection = new Connection();
    try {
      await abortable(connection.#start(worker, engine, {cache, threads}), signal);
      return connection;
    } catch (error) {
      connection.end(error);
      throw error;
    }
  }

  async #start(worker, engine, options) {
    const {program, variant} = await compileEngine(engine);
    this.variant = variant;
    const hello = new Promise((resolve, reject) => { this.#hello = {resolve, reject}; });
    hello.catch(() => {}); // it may be over before anybody waits for it
    this.#worker = await startWorker(worker, {
      message: (data) => this.#hear(JSON.parse(data)),
      error: (words) => this.#hear({type: 'exit', message: words}),
    });
    if (this.#over) { // the signal was aborted meanwhile
      this.#worker.end();
      throw this.#over;
    }
    this.#worker.post({program, ...options});
    await hello;
    this.#hello = undefined;
  }

  /**
   * Sends a request, and returns its last event. `onEvent` hears the others, and `onEnd` that the worker is done with
   * it, which is later than the promise if the signal was aborted.
   */
  request(type, body, {signal, onEvent, onEnd = () => {}} = {}) {
    return new Promise((resolve, reject) => {
      const refusal = this.#over ?? (signal?.aborted ? signal.reason : undefined);
      if (refusal !== undefined) {
        onEnd();
        reject(refusal);
        return;
      }
      this.#last += 1;
      const id = this.#last;
      const message = JSON.stringify({...body, type, id});
      const stop = () => {
        this.#worker.post(JSON.stringify({type: 'cancel', id}));
        reject(signal.reason);
      };
      signal?.addEventListener('abort', stop, {once: true});
      const end = () => {
        signal?.removeEventListener('abort', stop);
        this.#requests.delete(id);
        this.#worker.hold(this.#requests.size > 0);
        onEnd();
      };
      this.#requests.set(id, {resolve, reject, end, onEvent: (event) => signal?.aborted || onEvent?.(event)});
      this.#worker.hold(true);
      this.#worker.post(message);
    });
  }

  #hear(event) {
    if (event.type === 'hello') return this.#greet(event.version);
    if (event.type === 'exit') return this.end(this.#hello ? broken(event.message) : ended(event.message));
    const request = this.#requests.get(event.id);
    if (!request) return undefined;
    if (PARTS.has(event.type)) {
      try {
        return request.onEvent(event);
      } catch (error) { // of the caller's function, which ends the call
        this.#worker.post(JSON.stringify({type: 'cancel', id: event.id}));
        return request.reject(error);
      }
    }
    request.end();
    if (event.type === 'failed') return request.reject(failed(event.failure));
    if (event.type === 'stopped') return request.reject(new CoconutError('failed', 'The engine has stopped the call.'));
    return request.resolve(event);
  }

  #greet(version) {
    if (version === PROTOCOL) this.#hello.resolve();
    else this.end(broken(`it speaks version ${version} of the protocol, this module version ${PROTOCOL}`));
  }

  /** Ends the worker; whatever is under way or comes later is rejected with the error. */
  end(error) {
    if (this.#over) return;
    this.#over = error;
    this.#worker?.end();
    this.#hello?.reject(error);
    for (const {end, reject} of [...this.#requests.values()]) {
      end();
      reject(error);
    }
  }
}

const broken = (words) => new CoconutError('assets', `worker.js could not be started: ${words}. It must be the one of `
  + 'this version of the package, of this origin, and allowed by a policy\'s worker-src.');
