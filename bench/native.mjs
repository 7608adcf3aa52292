// Native llama.cpp through node-llama-cpp: node native.mjs FILE.gguf PREFILL DECODE THREADS prints milliseconds as
// JSON, by kind.
import {getLlama} from 'node-llama-cpp';

const file = process.argv[2];
const [prefill, decode, threads] = process.argv.slice(3).map(Number);
const llama = await getLlama(
  {gpu: false, build: 'never', logLevel: 'error', maxThreads: threads});
const model = await llama.loadModel({modelPath: file});
const context = await model.createContext({contextSize: 512, threads, batchSize: 256});

if (context.currentThreads !== threads) throw new Error(`${context.currentThreads} threads, want ${threads}`);

const generate = async (prompt, n) => {
  const sequence = context.getSequence();
  const start = performance.now();
  let first, count = 0;
  for await (const _ of sequence.evaluate(prompt, {temperature: 0, yieldEogToken: true})) {
    first ??= performance.now();
    if (count++ === n) break;
  }
  const end = performance.now();
  sequence.dispose();
  return {prefill: first - start, decode: end - first};
};

const prompt = Array.from({length: prefill}, (_, i) => 64 + i % 26);
await generate(prompt, 8); // to warm up
console.log(JSON.stringify(await generate(prompt, decode)));
process.exit(0);
