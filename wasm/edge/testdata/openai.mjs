// Asks a server with the official OpenAI client, and prints the answers, for e2e/edge. Usage: node openai.mjs BASE_URL
// QUESTION
import OpenAI from 'openai';

const [baseURL, question] = process.argv.slice(2);
const client = new OpenAI({baseURL, apiKey: 'none', maxRetries: 0});
const messages = [{role: 'user', content: question}];
const model = 'prosqa-coconut';
const out = {};

out.models = (await client.models.list()).data.map((m) => m.id);
const whole = await client.chat.completions.create({model, messages, thoughts: 6});
out.answer = whole.choices[0].message.content;
out.finish = whole.choices[0].finish_reason;
out.reasoning = whole.usage.completion_tokens_details.reasoning_tokens;
out.verdict = whole.coconut.result.verdict;

out.streamed = '';
out.thoughts = 0;
for await (const chunk of await client.chat.completions.create({model, messages, stream: true, trace: true})) {
  out.streamed += chunk.choices[0]?.delta?.content ?? '';
  if (chunk.coconut?.step?.kind === 'thought') out.thoughts++;
}
// Options that other clients set.
const sampled = await client.chat.completions.create({
  model, messages, max_completion_tokens: 4096, top_k: 40, temperature: 0.8, stop: ['\n', ' gerpus'],
  logprobs: true, top_logprobs: 3, tool_choice: 'auto', response_format: {type: 'text'},
});
out.stopped = [sampled.choices[0].message.content, sampled.choices[0].finish_reason];
out.logprobs = (await client.chat.completions.create({model, messages, logprobs: true, top_logprobs: 3}))
  .choices[0].logprobs.content.map(({token, logprob, top_logprobs: top}) =>
    [token, logprob <= 0 && top.length === 3 && top[0].token === token]);
const cut = await client.chat.completions.create({model: 'prosqa-cot', messages, max_tokens: 6});
out.unfinished = [cut.choices[0].message.content, cut.choices[0].finish_reason];
out.refused = [];
for (const option of [
  {tool_choice: 'required'}, {tool_choice: {type: 'function', function: {name: 'f'}}},
  {response_format: {type: 'json_schema', json_schema: {name: 'x', schema: {}}}},
]) {
  await client.chat.completions.create({model, messages, ...option}).then(
    () => out.refused.push('answered'),
    ({code, param}) => out.refused.push(`${code} ${param}`));
}
try {
  await client.chat.completions.create({model, messages: [{role: 'user', content: 'Cats purr.'}]});
} catch (error) {
  const {status, code, param, message} = error;
  out.error = {name: error.constructor.name, status, code, param, message};
}

// A language model.
const said = {
  model: 'toy', messages: [{role: 'user', content: 'ab'}],
  max_tokens: 12, temperature: 1.2, top_p: 0.9, seed: 7,
};
const reply = await client.chat.completions.create({...said, logprobs: true, top_logprobs: 2});
out.text = {
  chat: reply.choices[0].message.content, finish: reply.choices[0].finish_reason, streamed: '',
  logprobs: reply.choices[0].logprobs.content.map(({token, logprob}) => [token, logprob]),
};
const streamed = await client.chat.completions.create({...said, stream: true, stream_options: {include_usage: true}});
for await (const chunk of streamed) {
  out.text.streamed += chunk.choices[0]?.delta?.content ?? '';
  if (chunk.usage) Object.assign(out.text, {tokens: chunk.usage.completion_tokens, prompt: chunk.usage.prompt_tokens});
}
const completion = await client.completions.create({model: 'toy', prompt: 'ab', max_tokens: 12, stop: ['never']});
out.text.completion = completion.choices[0].text;
console.log(JSON.stringify(out));
