// Uses the Prompt API's adapter, and prints what came of it.
import {load} from 'coconut-page';
import {promptAPI} from 'coconut-page/prompt';

const [, , models] = process.argv;
const failure = async (promise) => promise.then(() => '', (error) => error?.code ?? String(error?.message ?? error));
const r = {progress: []};

const LanguageModel = promptAPI(`${models}/toy`, {defaults: {maxTokens: 8}});
r.before = await LanguageModel.availability();
const session = await LanguageModel.create({
  monitor: (m) => m.addEventListener('downloadprogress', ({loaded}) => r.progress.push(loaded)),
});
r.after = await LanguageModel.availability();
r.first = await session.prompt('ab');
const clone = await session.clone();
r.streamed = '';
for await (const part of session.promptStreaming([{role: 'user', content: [{type: 'text', value: 'ba'}]}])) {
  r.streamed += part;
}
r.cloned = await clone.prompt('ba');
[r.usage, r.window] = [session.contextUsage, session.contextWindow];
r.measured = await session.measureContextUsage('abba');

const toy = await load(`${models}/toy`);
const messages = [{role: 'user', content: 'ab'}];
r.expected = [(await toy.chat(messages, {maxTokens: 8})).text];
messages.push({role: 'assistant', content: r.expected[0]}, {role: 'user', content: 'ba'});
r.expected.push((await toy.chat(messages, {maxTokens: 8})).text);
await toy.dispose();

r.refused = [
  await failure(session.prompt([{role: 'user', content: [{type: 'image', value: null}]}])),
  await failure(session.prompt('ab', {responseConstraint: /a/})),
  await failure(session.prompt([{role: 'user', content: 'ab'}, {role: 'assistant', content: 'a', prefix: true}])),
];
r.aborted = await failure(session.prompt('ab', {signal: AbortSignal.abort('enough')}));
session.destroy();
r.destroyed = await session.prompt('ab').then(() => '', (error) => error.name);
await LanguageModel.dispose();
console.log(JSON.stringify(r));
