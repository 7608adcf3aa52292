// Puts models into the AI SDK, and prints what came of it.
import {load} from 'coconut-page';
import {coconut} from 'coconut-page/ai';
import {generateObject, generateText, jsonSchema, streamText} from 'ai';

globalThis.AI_SDK_LOG_WARNINGS = false;
const [, , models, question, schema] = process.argv;
const failure = async (promise) => promise.then(() => '', (error) => String(error?.message ?? error));
const r = {};

const task = await load(`${models}/prosqa-coconut`);
r.expected = (await task.reason(question)).answer;
r.task = (await generateText({model: coconut(task), prompt: question})).text;
const stream = streamText({model: coconut(task, {showThoughts: true}), prompt: question});
r.parts = [];
for await (const part of stream.fullStream) r.parts.push(part.type);
[r.streamed, r.reasoning] = [await stream.text, (await stream.finalStep).reasoningText];
r.refused = await failure(generateText({
  model: coconut(task), maxRetries: 0,
  messages: [{role: 'user', content: [{type: 'file', data: new Uint8Array(4), mediaType: 'application/pdf'}]}],
}));
await task.dispose();

// An address is loaded at the first call. The toy knows few letters.
const text = {model: coconut(`${models}/toy`), prompt: 'ab', maxOutputTokens: 12};
const written = await generateText({...text, presencePenalty: 1, frequencyPenalty: 1});
r.text = written.text;
r.finish = written.finishReason;
r.input = written.usage.inputTokens;
r.output = written.usage.outputTokens;
r.cached = written.usage.inputTokenDetails.cacheReadTokens;
r.warnings = written.warnings.map(({feature}) => feature);
r.textStreamed = '';
for await (const part of streamText(text).textStream) r.textStreamed += part;
const toy = await load(`${models}/toy`);
r.textExpected = (await toy.chat([{role: 'user', content: 'ab'}], {maxTokens: 12})).text;
r.aborted = await failure(generateText({...text, model: coconut(toy), abortSignal: AbortSignal.abort('enough')}));
await toy.dispose();

const json = await load(`${models}/toy-json`);
const model = coconut(json);
r.object = (await generateObject({model, schema: jsonSchema(JSON.parse(schema)), prompt: 'ab'})).object;
await json.dispose();

console.log(JSON.stringify(r));
process.exit(); // the model that the provider has loaded stays for the next call
