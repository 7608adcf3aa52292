// Runs the cases in Node.js: node node.mjs PACKAGE SETTING CASE…, and prints what they return, as JSON.
import {pathToFileURL} from 'node:url';
import {run} from './cases.js';

const [folder, setting, ...names] = process.argv.slice(2);

// What an import of the package looks at: nothing, so that it can be imported on a server.
const touched = [];
const browser = ['window', 'self', 'document', 'location', 'navigator', 'Worker', 'WebAssembly', 'fetch', 'caches',
  'trustedTypes', 'process'];
const before = browser.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)]);
for (const name of browser) {
  Object.defineProperty(globalThis, name, {configurable: true, get: () => { touched.push(name); }});
}
const coconut = await import(`${pathToFileURL(folder).href}/index.js`);
for (const [name, was] of before) {
  if (was) Object.defineProperty(globalThis, name, was);
  else delete globalThis[name];
}

const results = {touched, version: coconut.version};
for (const name of names) {
  try {
    results[name] = await run(name, coconut, JSON.parse(setting));
  } catch (error) {
    results[name] = {problem: error.stack, cause: String(error.cause?.stack ?? error.cause)};
  }
}
console.log(JSON.stringify(results));
