/** Whether there are files, and Node.js's modules to read them: in Node.js, Deno and Bun. */
export const hasFiles = () => !!globalThis.process?.versions?.node && !globalThis.document;

/** A module of Node.js. Bundlers must not look for it. */
export const builtin = (name) => (
  import(/* webpackIgnore: true */ /* turbopackIgnore: true */ /* @vite-ignore */ `node:${name}`));

/** Reads a file of the package, or of whoever hosts it instead. */
export const read = async (url) => {
  if (url.protocol !== 'file:' || !hasFiles()) return fetch(url);
  const {readFile} = await builtin('fs/promises');
  return new Response(await readFile(url), {headers: {'Content-Type': 'application/wasm'}});
};

/** What relative addresses are relative to: the page, the worker's script, or the working folder. */
const base = () => (
  globalThis.document?.baseURI ?? globalThis.location?.href ?? `file://${globalThis.process?.cwd() ?? ''}/`);

const isPath = (text) => /^(?![a-z][a-z0-9+.-]+:)/i.test(text); // C: is no scheme

/** An address, absolute. Where there are files a text without a scheme is a path, in which no character is special. */
export const absolute = async (address) => {
  if (address instanceof URL) return address;
  if (hasFiles() && isPath(address)) return (await builtin('url')).pathToFileURL(address);
  return new URL(address, base());
};
