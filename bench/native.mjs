// Native llama.cpp through node-llama-cpp, the ceiling: node native.mjs FILE.gguf PREFILL DECODE prints milliseconds as
// JSON.
import {getLlama} from 'node-llama-cpp';

const [file, prefill, decode] = [process.argv[2], Number(process.argv[3]), Number(process.argv[4])];
const llama = await getLlama({gpu: false, build: 'never', logLevel: 'error'});
const model = await llama.loadModel({modelPath: file});
const context = await model.createContext({contextSize: 512, threads: 1, batchSize: 256});

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
