// What llama.cpp says of the next token, through node-llama-cpp: node llamacpp.mjs NODE_MODULES FILE.gguf reads a list
// of prompts, each a list of token ids, as JSON from standard input. It prints a JSON list with an element for each
// prompt: the logits of all tokens at the prompt's end.
import {join, resolve} from 'node:path';
import {pathToFileURL} from 'node:url';

const [modules, file] = process.argv.slice(2);
const {getLlama} = await import(pathToFileURL(join(resolve(modules), 'node-llama-cpp', 'dist', 'index.js')).href);

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const prompts = JSON.parse(Buffer.concat(chunks).toString());

const llama = await getLlama({gpu: false, build: 'never', logLevel: 'error'});
const model = await llama.loadModel({modelPath: file});
// Its own default keeps keys and values as float16.
const context = await model.createContext({
  contextSize: 512, threads: 2, flashAttention: false,
  experimentalKvCacheKeyType: 'F32', experimentalKvCacheValueType: 'F32',
});
const sequence = context.getSequence();
const all = [];
for (const prompt of prompts) {
  await sequence.clearHistory();
  const input = prompt.slice(0, -1).concat([[prompt.at(-1), {generateNext: {logits: true}}]]);
  const {next} = (await sequence.controlledEvaluate(input)).at(-1);
  const logits = new Array(next.logits.size);
  for (const [id, logit] of next.logits) logits[id] = logit;
  all.push(logits);
}
process.stdout.write(JSON.stringify(all), () => process.exit(0));
