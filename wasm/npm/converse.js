// What the AI SDK's provider and the Prompt API's adapter share: putting a conversation to whatever kind of model there
// is. Not exported by the package.
import {CoconutError, load} from './index.js';

/**
 * A model that is loaded when it is first needed: an address, a promise of a model, or a model.
 *
 * @param {string | URL | import("./index.js").Model | PromiseLike<import("./index.js").Model>} source
 * @param {import("./index.js").LoadOptions} [options] for an address
 */
export function lazily(source, options) {
  const address = typeof source === 'string' || source instanceof URL;
  let loading;
  return {
    name: address ? String(source) : source.info?.name ?? 'coconut',
    /** Hears of the loading that its call begins, if there is no model yet. */
    get: (onProgress) => {
      loading ??= address ? load(source, {...options, onProgress: onProgress ?? options?.onProgress}) : source;
      // A model that could not be loaded, for instance without a network, may be there the next time.
      return Promise.resolve(loading).catch((error) => {
        loading = undefined;
        throw error;
      });
    },
    /** Ends a model that was loaded here. */
    dispose: async () => {
      if (address && loading) await (await loading).dispose();
      loading = undefined;
    },
  };
}

/**
 * Puts a conversation to a model in the way that it understands. A model of a task, or one that continues texts alone,
 * is given the last message, without the others.
 *
 * @param {import("./index.js").Model} model
 * @param {readonly import("./index.js").ChatMessage[]} messages
 * @param {import("./index.js").CompleteOptions} options
 * @returns an async generator of tokens and thoughts, whose return value is a `Completion`
 */
export async function* converse(model, messages, options) {
  if (!model.info.task) {
    const stream = model.info.chats ? model.chat(messages, options) : model.complete(last(messages), options);
    yield* stream;
    return await stream;
  }
  if (options.schema) throw new CoconutError('options', `${model.info.name} writes sentences of its task, no JSON.`);
  const {signal, thoughts, top, changes} = options;
  const stream = model.reason(last(messages), {signal, thoughts, top, changes});
  let tokens = 0;
  for await (const step of stream) {
    if (step.kind === 'token') tokens++;
    if (step.kind === 'thought') yield {kind: 'thought', index: step.index + 1, top: step.top ?? []};
  }
  const answer = await stream;
  yield {kind: 'token', id: -1, text: answer.answer};
  return {
    text: answer.answer, answer: answer.answer, finish: 'stop', tokens, thoughts: answer.thoughts,
    promptTokens: answer.promptTokens, cachedTokens: 0, ms: {prefill: answer.ms.prefill, decode: answer.ms.decode},
  };
}

function last(messages) {
  const message = messages.findLast((m) => m.role === 'user');
  if (!message) throw new CoconutError('prompt', 'There is no message of role user.');
  return message.content;
}
