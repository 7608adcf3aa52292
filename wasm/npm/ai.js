// A provider for the AI SDK (https://ai-sdk.dev, package "ai" 7): generateText, streamText and generateObject with a
// model that runs in this page. It follows the SDK's specification "v4" of language models, without depending on it.
import {CoconutError} from './index.js';
import {converse, lazily} from './converse.js';

/** See ai.d.ts. */
export function coconut(source, settings = {}) {
  const {thoughts, showThoughts = false, load} = settings;
  const model = lazily(source, load);
  const begin = async (call) => {
    const {options, warnings} = optionsOf(call);
    Object.assign(options, {thoughts, top: showThoughts ? 3 : undefined});
    const messages = messagesOf(call.prompt);
    return {warnings, parts: converse(await model.get(), messages, options)};
  };
  return {
    specificationVersion: 'v4',
    provider: 'coconut-page',
    modelId: model.name,
    supportedUrls: {},

    async doGenerate(call) {
      const {parts, warnings} = await begin(call);
      const content = [];
      let part;
      while (!(part = await parts.next()).done) {
        if (showThoughts && part.value.kind === 'thought') content.push({type: 'reasoning', text: spell(part.value)});
      }
      content.push({type: 'text', text: part.value.text});
      return {content, warnings, ...ending(part.value)};
    },

    async doStream(call) {
      const {parts, warnings} = await begin(call);
      return {stream: streamOf(parts, warnings, showThoughts)};
    },
  };
}

// streamOf turns the parts of an answer into the SDK's. What is not read yet waits in the model's stream.
function streamOf(parts, warnings, showThoughts) {
  const text = {id: 'text'};
  let open;
  const begin = (type, controller) => {
    if (open === type) return;
    if (open) controller.enqueue({type: `${open}-end`, ...text});
    if (type) controller.enqueue({type: `${type}-start`, ...text});
    open = type;
  };
  return new ReadableStream({
    start: (controller) => controller.enqueue({type: 'stream-start', warnings}),
    async pull(controller) {
      for (let sent = false; !sent;) {
        const {done, value} = await parts.next();
        if (done) {
          begin(undefined, controller);
          controller.enqueue({type: 'finish', ...ending(value)});
          controller.close();
          return;
        }
        const type = value.kind === 'token' ? 'text' : 'reasoning';
        if (type === 'reasoning' && !showThoughts) continue;
        begin(type, controller);
        controller.enqueue({type: `${type}-delta`, ...text, delta: type === 'text' ? value.text : spell(value)});
        sent = true;
      }
    },
    cancel: () => parts.return(),
  });
}

// spell says what a thought looks like to the model's own head. It is a reading, not what the model "says to itself".
function spell({index, top}) {
  const words = top.map(({token, probability}) => `${token.trim() || token} ${Math.round(100 * probability)} %`);
  return `thought ${index}: ${words.join(', ')}\n`;
}

function ending(completion) {
  const {promptTokens, cachedTokens, tokens, thoughts, finish} = completion;
  return {
    finishReason: {unified: finish, raw: finish},
    usage: {
      inputTokens: {
        total: promptTokens, noCache: promptTokens - cachedTokens, cacheRead: cachedTokens, cacheWrite: undefined,
      },
      outputTokens: {total: tokens + thoughts, text: tokens, reasoning: thoughts},
    },
  };
}

// optionsOf translates a call's settings, and lists those that have no counterpart.
function optionsOf(call) {
  const warnings = [];
  const unsupported = (feature) => warnings.push({type: 'unsupported', feature});
  if (call.tools?.length) unsupported('tools');
  if (call.presencePenalty) unsupported('presencePenalty');
  if (call.frequencyPenalty) unsupported('frequencyPenalty');
  if (call.reasoning && call.reasoning !== 'provider-default') unsupported('reasoning');
  const options = {
    signal: call.abortSignal, maxTokens: call.maxOutputTokens, temperature: call.temperature, topK: call.topK,
    topP: call.topP, seed: call.seed, stop: call.stopSequences,
  };
  if (call.responseFormat?.type === 'json') options.schema = call.responseFormat.schema ?? true;
  return {options, warnings};
}

// messagesOf keeps what the models read, which is text.
function messagesOf(prompt) {
  return prompt.map(({role, content}) => {
    if (role === 'system') return {role, content};
    if (role === 'tool') throw new CoconutError('options', 'The models here call no tools.');
    const texts = [];
    for (const part of content) {
      if (part.type === 'reasoning') continue;
      if (part.type !== 'text') throw new CoconutError('options', `The models here read text, no ${part.type}.`);
      texts.push(part.text);
    }
    return {role, content: texts.join('\n')};
  });
}
