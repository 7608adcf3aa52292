import {assetURL} from './assets.js';
import {builtin, hasFiles} from './environment.js';
import {CoconutError} from './error.js';

/**
 * Starts worker.js. `on.message` hears its messages, `on.error` what it dies of. What is returned has `post`, `end`,
 * and `hold`, which says whether the program must not end as long as the worker runs.
 */
export const startWorker = async (chosen, on) => {
  if (typeof chosen === 'function') return webWorker(chosen(), on);
  if (!globalThis.Worker && !hasFiles()) throw new CoconutError('unsupported', 'There are no workers here.');
  const url = await assetURL('worker', chosen);
  try {
    if (globalThis.Worker) {
      return webWorker(new Worker(trusted(url.href), {type: 'module', name: 'coconut-page'}), on);
    }
    return nodeWorker(new (await builtin('worker_threads')).Worker(url), on);
  } catch (cause) {
    throw new CoconutError('assets', `worker.js cannot be started from ${url.href}: ${cause.message}. It must be of `
      + 'this origin, and a policy must allow it by worker-src, and the Trusted Types policy coconut-page.', {cause});
  }
};

const webWorker = (worker, on) => {
  worker.addEventListener('message', ({data}) => on.message(data));
  worker.addEventListener('error', (event) => {
    event.preventDefault?.();
    on.error(event.message?.replace(/^Uncaught /, '') || 'worker.js cannot be fetched, or is not allowed to run');
  });
  return {post: (data) => worker.postMessage(data), end: () => worker.terminate(), hold: () => {}};
};

const nodeWorker = (worker, on) => {
  worker.on('message', on.message);
  worker.on('error', (error) => on.error(String(error?.message || error)));
  return {
    post: (data) => worker.postMessage(data),
    end: () => worker.terminate(),
    hold: (busy) => (busy ? worker.ref() : worker.unref()),
  };
};

// Where the browser has Trusted Types, a script starts from an address only that a policy gives out; this one gives out
// the one that is asked for here, and no other.
let policy;
let asked;
const trusted = (url) => {
  policy ??= globalThis.trustedTypes?.createPolicy('coconut-page', {createScriptURL: () => asked});
  if (!policy) return url;
  asked = url;
  const script = policy.createScriptURL('');
  asked = undefined;
  return script;
};
