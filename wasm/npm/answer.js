// What the engine tells (docs/protocol.md), in the form of index.d.ts.

const candidates = (list) => list.map(({token, text, prob, probability}) => (
  {token: token ?? text, probability: prob ?? probability}));

/** A step of a model of a task. */
export const taskStep = ({kind, index, token, top, direct, values, holds, similar, speaks, answers, hidden, ms}) => ({
  kind,
  index,
  ...(token && {token}),
  ...(top && {top: candidates(top)}),
  ...(direct && {direct: candidates(direct)}),
  ...(values && {values, holds, similar, speaks: speaks ?? 0, answers: answers ?? []}),
  ...(hidden && {hidden: Float32Array.from(hidden)}),
  ms,
});

/** The answer of a model of a task. */
export const taskAnswer = (result, steps) => ({
  answer: result.answer,
  text: result.tokens.join(' '),
  thoughts: result.thoughts,
  promptTokens: result.prompt_tokens,
  steps,
  ms: {prefill: result.prefill_ms, think: result.think_ms, decode: result.decode_ms, total: result.total_ms},
  judged: {
    verdict: result.verdict,
    expected: result.expected ?? '',
    why: result.why ?? '',
    path: result.path ?? [],
    thoughtsNeeded: result.thoughts_needed ?? 0,
    chain: result.chain ?? [],
    nodes: result.nodes ?? [],
    candidates: result.candidates ?? [],
    ...(result.graph && {graph: result.graph}),
    aliases: result.aliases ?? {},
  },
});

/** A step of a latent language model: the state after the question, and the thoughts. */
export const latentStep = ({index, top}) => ({
  ...(index === 0 ? {kind: 'bot', index: 0} : {kind: 'thought', index: index - 1}),
  ...(top && {top: candidates(top)}),
});

/** The answer of a latent language model. */
export const latentAnswer = (completion, steps) => ({
  answer: completion.answer ?? '',
  text: completion.text,
  thoughts: completion.thoughts ?? 0,
  promptTokens: completion.prompt,
  steps,
  ms: {prefill: completion.prefill_ms, decode: completion.decode_ms,
    total: completion.prefill_ms + completion.decode_ms},
});

/** A thought or a token of a text. */
export const textPart = ({thought, token}) => (token
  ? {kind: 'token', id: token.id, text: token.text}
  : {kind: 'thought', index: thought.index, top: candidates(thought.top ?? [])});

/** A text that was written. */
export const textWritten = (completion) => ({
  text: completion.text,
  promptTokens: completion.prompt,
  cachedTokens: completion.cached ?? 0,
  tokens: completion.tokens,
  thoughts: completion.thoughts ?? 0,
  answer: completion.answer ?? null,
  finish: completion.finish,
  threads: completion.threads ?? 1,
  ms: {prefill: completion.prefill_ms, decode: completion.decode_ms},
});

/** What a model is. Where nothing was to be kept, nothing went wrong. */
export const modelInfo = (info, {url, variant, cached}) => ({
  url,
  name: info.name,
  task: info.task,
  method: info.method,
  thoughts: info.thoughts,
  latent: info.latent ?? false,
  chats: info.chats ?? false,
  context: info.context,
  width: info.width,
  vocabulary: info.vocabulary,
  parameters: info.parameters,
  bytes: info.bytes,
  fetched: info.fetched,
  stored: info.stored,
  unkept: cached ? info.unkept ?? '' : '',
  variant,
  memory: info.memory ?? 0,
});
