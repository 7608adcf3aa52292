import {absolute, read} from './environment.js';
import {CoconutError} from './error.js';
import {variantHere} from './variant.js';

// What lies beside this module. Bundlers look for addresses in exactly this form, copy the files, and put their new
// addresses here.
const beside = {
  worker: () => new URL('./worker.js', import.meta.url),
  relaxed: () => new URL('./engine-relaxed.wasm', import.meta.url),
  simd128: () => new URL('./engine-simd128.wasm', import.meta.url),
  scalar: () => new URL('./engine-scalar.wasm', import.meta.url),
};

/** The address of a file of the package: what the caller chose, or where it lies beside this module. */
export const assetURL = async (name, chosen) => {
  try {
    return await absolute(chosen ?? beside[name]());
  } catch (cause) {
    throw new CoconutError('unsupported', 'The addresses of worker.js and the engine are not known, since this script '
      + 'is not a module any more. Give the options worker and wasm.', {cause});
  }
};

const compiled = new Map();

/** The compiled engine, and the name of its build. All models of a page share it. */
export const compileEngine = async ({variant, wasm}) => {
  if (typeof WebAssembly === 'undefined') throw new CoconutError('unsupported', 'There is no WebAssembly here.');
  const name = variant ?? variantHere();
  if (!Object.hasOwn(beside, name)) throw new CoconutError('options', `There is no variant ${name}.`);
  const url = await assetURL(name, typeof wasm === 'function' ? wasm(name) : wasm);
  if (!compiled.has(url.href)) compiled.set(url.href, compile(url));
  try {
    return {variant: name, program: await compiled.get(url.href)};
  } catch (cause) {
    compiled.delete(url.href); // the next try fetches it again
    throw new CoconutError('assets', `The engine cannot be started from ${url.href}: ${cause.message}. It must be `
      + 'served as it is in the package, and a policy must allow it: script-src \'wasm-unsafe-eval\', and connect-src.',
    {cause});
  }
};

// compile takes a module while it downloads; a server that does not call it application/wasm costs that, and no more.
const compile = async (url) => {
  const response = await read(url);
  if (!response.ok) throw new Error(`HTTP status ${response.status}`);
  const isWasm = (response.headers.get('Content-Type') || '').startsWith('application/wasm');
  if (WebAssembly.compileStreaming && isWasm) return WebAssembly.compileStreaming(response);
  return WebAssembly.compile(await response.arrayBuffer());
};
