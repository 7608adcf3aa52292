// Loads models from files, and keeps one in a folder: node files.mjs PACKAGE SETTING. The process ends by itself,
// although one model is not disposed of.
import {pathToFileURL} from 'node:url';

const [folder, text] = process.argv.slice(2);
const {path, url, cache, question} = JSON.parse(text);
const {load} = await import(`${pathToFileURL(folder).href}/index.js`);

const results = {answers: [], fetched: [], stored: []};
const ask = async (from, options) => {
  const model = await load(from, options);
  results.answers.push((await model.reason(question)).answer);
  return model;
};
await (await ask(path)).dispose();
await ask(pathToFileURL(path));
for (const again of [false, true]) {
  const model = await ask(url, {cache});
  results.fetched.push(model.info.fetched);
  results.stored.push(model.info.stored);
  if (again) await model.forget();
  await model.dispose();
}
console.log(JSON.stringify(results));
