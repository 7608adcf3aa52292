// Language models that reason in latent space, see index.d.ts. Importing this touches nothing.
import {modelInfo} from './answer.js';
import {whole} from './check.js';
import {Connection} from './connection.js';
import {absolute, builtin, hasFiles} from './environment.js';
import {CoconutError} from './error.js';
import {Model} from './model.js';

export {CoconutError};
export {version} from './version.js';

/** Loads a model. */
export const load = async (url, {signal, onProgress, cache, threads, ...options} = {}) => {
  signal?.throwIfAborted();
  const most = whole('threads', threads, 1);
  const [folder, keep] = [await folderOf(url), await place(cache)];
  const connection = await Connection.open({signal, cache: keep, threads: most, ...options});
  const progress = ({progress: p}) => {
    if (p) onProgress?.({done: p.done, total: p.total, seconds: p.seconds, trouble: p.trouble ?? ''});
  };
  try {
    const {info} = await connection.request('load', {model: folder}, {signal, onEvent: progress});
    return new Model(connection, modelInfo(info, {url: folder, variant: connection.variant, cached: keep}));
  } catch (error) {
    connection.end(error);
    throw error;
  }
};

// The model's folder, absolute and with a slash behind it.
const folderOf = async (address) => {
  let url;
  try {
    url = new URL(await absolute(address));
  } catch (cause) {
    throw new CoconutError('options', `${address} is no address of a model's folder.`, {cause});
  }
  if (url.search || url.hash) throw new CoconutError('options', `${url.href} has a query or a fragment.`);
  if (!url.pathname.endsWith('/')) url.pathname += '/';
  return url.href;
};

// What the worker is told of where to keep the model: false for nowhere, true for the browser's storage, or a folder.
const place = async (cache = true) => {
  if (typeof cache === 'boolean') return cache && !hasFiles();
  if (!hasFiles()) throw new CoconutError('options', 'cache is a folder, and there are none here.');
  return (await builtin('url')).fileURLToPath(await absolute(cache));
};
