/// <reference lib="esnext.disposable" />

/**
 * Language models that reason in latent space, in the page: a Go program compiled to WebAssembly runs them in a worker
 * of your own origin.
 *
 * ```js
 * import { load } from "coconut-page";
 * const model = await load("/models/prosqa-coconut/");
 * const { answer } = await model.reason("Tom is a cat. Every cat is a pet. Rex is a rock. Is Tom a pet or rock?");
 * ```
 *
 * Importing this module touches nothing, so it can be imported on a server. It works in a window, in a worker, and in
 * Node.js, Deno and Bun.
 *
 * @packageDocumentation
 */

/**
 * Loads a model: starts a worker of its own, fetches the model's folder, and verifies every byte of it. Call it once
 * for each model, and {@link Model.dispose} when you are done; several models may be loaded at once.
 *
 * @param url The model's folder (docs/weights.md): an address, absolute or relative to the page. In Node.js, Deno and
 * Bun also a `file:` address, or a path.
 * @returns The model, once all of it is there and verified.
 * @throws {@link CoconutError}, with the code `unreachable`, `not-found`, `corrupt`, `unsupported-model`, `assets`,
 * `unsupported`, `memory` or `crashed`. If `options.signal` is aborted, its reason.
 */
export function load(url: string | URL, options?: LoadOptions): Promise<Model>;

/** The version of this package. */
export const version: string;

/** A build of the engine: with relaxed SIMD, with SIMD128, or without vectors. All compute the same numbers. */
export type Variant = "relaxed" | "simd128" | "scalar";

/** How {@link load} loads. */
export interface LoadOptions {
  /** Ends the loading; the worker is ended, and what has arrived stays on the device. */
  signal?: AbortSignal;
  /** Hears how far the loading has come: at each piece that arrives, and every second. */
  onProgress?: (progress: LoadProgress) => void;
  /**
   * `false` keeps nothing on the device and reads nothing from there. Otherwise verified pieces are kept for the next
   * visit, in the browser's Cache storage. Node.js, Deno and Bun keep nothing, unless a path or `file:` address here
   * says in which folder.
   */
  cache?: boolean | string | URL;
  /**
   * The most workers that share a language model's work, never more than the device has cores; by default up to 4, and
   * 1 for none but its own. Only models of more than 32 MB are shared, in browsers, and as long as it is faster. The
   * answers are the same. Small products are shared only in a page that is cross-origin isolated.
   */
  threads?: number;
  /** Which build of the engine to take, instead of the fastest that runs here. */
  variant?: Variant;
  /**
   * Where `worker.js` of this package is, if your bundler does not find it beside the module. With a strict policy it
   * has to be of your own origin. A function makes the worker itself.
   */
  worker?: string | URL | (() => WorkerLike);
  /** Where the engine is, if your bundler does not find `engine-*.wasm` beside the module. */
  wasm?: string | URL | ((variant: Variant) => string | URL);
}

/** What {@link load} needs of a `Worker`. */
export interface WorkerLike {
  postMessage(message: unknown): void;
  terminate(): unknown;
  addEventListener(type: "message" | "error", listener: (event: any) => void): void;
}

/** How far a model has come. */
export interface LoadProgress {
  /** Bytes of the model that have arrived, compressed. */
  done: number;
  /** Bytes of the model in all; 0 while that is unknown. */
  total: number;
  /** Seconds since the loading began, without those in which the device slept. */
  seconds: number;
  /** What has just gone wrong and is being tried again, as a sentence; `""` if nothing has. */
  trouble: string;
}

/** A loaded model. All of its methods may be called at any time, while others are under way: they take turns. */
export interface Model {
  /** What the model is. */
  readonly info: ModelInfo;

  /**
   * Answers a question: reads it, takes latent thoughts, and writes the answer. Models of a task (`info.task`) read the
   * sentences of that task and say which one they cannot read; latent language models (`info.latent`) read any text.
   *
   * Await it for the answer, or iterate over it for the steps as they are taken, with the answer as the last. To break
   * out of the loop ends the reasoning.
   *
   * @throws {@link CoconutError}, with the code `syntax`, `unknown-word`, `too-long`, `no-task`, `options`, `disposed`,
   * `memory` or `crashed`. If `options.signal` is aborted, its reason.
   */
  reason(question: string, options?: ReasonOptions): Stream<Step, Answer>;

  /**
   * Continues a text. Await it for the whole, or iterate over it for the tokens as they are written. To break out of
   * the loop ends the text. A latent language model answers the text as a question, and yields its thoughts, too.
   *
   * @throws {@link CoconutError}, with the code `prompt`, `too-long`, `unknown-word`, `schema`, `no-tokenizer`,
   * `options`, `disposed`, `memory` or `crashed`. If `options.signal` is aborted, its reason.
   */
  complete(prompt: string, options?: CompleteOptions): Stream<TextToken | LatentThought, Completion>;

  /**
   * Answers the last message of a chat, like {@link Model.complete}. Of a chat that goes on only what is new is read.
   *
   * @throws what `complete` throws, and {@link CoconutError} with the code `not-chat` for a model whose `info.chats` is
   * false.
   */
  chat(messages: readonly ChatMessage[], options?: CompleteOptions): Stream<TextToken | LatentThought, Completion>;

  /**
   * The token ids of a text, without what a prompt begins with. Special tokens cannot be written in a text, see
   * {@link Model.tokenId}.
   *
   * @throws {@link CoconutError}, with the code `unknown-word`, `no-tokenizer` or `disposed`.
   */
  tokenize(text: string, options?: CallOptions): Promise<number[]>;

  /** The text of each token id; `""` for one that is not there. A byte-level token may be a part of a character. */
  detokenize(ids: readonly number[], options?: CallOptions): Promise<string[]>;

  /**
   * The id of a token by its exact name, special ones included, such as `<bot>`.
   *
   * @throws {@link CoconutError}, with the code `unknown-word` if there is none.
   */
  tokenId(token: string, options?: CallOptions): Promise<number>;

  /** Starts an empty sequence: hidden states, logits, latent steps and forks, below the level of texts and tasks. */
  session(options?: CallOptions): Promise<Session>;

  /** Deletes what is kept of this model on the device. The loaded model stays usable. */
  forget(options?: CallOptions): Promise<void>;

  /**
   * Ends the model's worker, at once, and frees its memory. What is under way is rejected with the code `disposed`, and
   * so is whatever is asked later.
   */
  dispose(): Promise<void>;
  /** {@link Model.dispose}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** What a model is. */
export interface ModelInfo {
  /** The folder that it was loaded from. */
  url: string;
  /** Its name in its manifest. */
  name: string;
  /** The task that it was trained for, such as `prosqa`; `""` for a language model. */
  task: string;
  /** How it was trained, such as `coconut`, `cot` or `codi`; `""` if that is not known. */
  method: string;
  /** How many latent steps it was trained to take. */
  thoughts: number;
  /** Whether it is a language model that takes latent steps: then `reason` takes any text. */
  latent: boolean;
  /** Whether it answers chats. */
  chats: boolean;
  /** How many tokens and thoughts it can read and write together. */
  context: number;
  /** How many numbers a hidden state has. */
  width: number;
  /** How many tokens it knows, and so how many logits there are. */
  vocabulary: number;
  /** How many numbers its tensors have. */
  parameters: number;
  /** The size of the download, in bytes. */
  bytes: number;
  /** Bytes that came over the network, all of them verified. */
  fetched: number;
  /** Bytes that an earlier visit had kept, verified again. */
  stored: number;
  /** Why the model was not kept on the device, as a sentence; `""` if it was, or was not to be. */
  unkept: string;
  /** The build of the engine that runs. */
  variant: Variant;
  /** What the engine has taken from the browser, in bytes. */
  memory: number;
}

/** What every call takes. */
export interface CallOptions {
  /** Ends the call, which then rejects with the signal's reason. */
  signal?: AbortSignal;
}

/**
 * What comes of a call over time: a promise of its end, and what leads there by `for await`. It begins at once, and
 * what it yields is kept until it is read. Iterate over it once; it may be awaited as well.
 */
export interface Stream<Part, Result> extends PromiseLike<Result>, AsyncIterable<Part> {
  catch<T = never>(onRejected?: ((reason: unknown) => T | PromiseLike<T>) | null): Promise<Result | T>;
  finally(onFinally?: (() => void) | null): Promise<Result>;
  [Symbol.asyncIterator](): AsyncIterator<Part, Result, undefined>;
}

/** How a question is answered. */
export interface ReasonOptions extends CallOptions {
  /** How many latent steps to take; without it, as many as the model was trained to take. */
  thoughts?: number;
  /**
   * Whether each step says what the model makes of it: `top`, and for models of a task `direct`, `values`, `holds`,
   * `similar`, `speaks` and `answers`. It takes longer.
   */
  trace?: boolean;
  /** How many tokens `top` and `direct` list; 5 with `trace`, none without. */
  top?: number;
  /** Whether each step has the hidden state, as `hidden`. For models of a task. */
  hidden?: boolean;
  /** Takes the thoughts away and has the model answer at once: the control for what they contribute. */
  atOnce?: boolean;
  /** Alters thoughts before they are fed back. */
  changes?: readonly Change[];
  /** How many tokens to write at most; without it, the model's own bound. For latent language models. */
  maxTokens?: number;
}

/** A change of the thoughts of a question. */
export interface Change {
  /**
   * `zero` feeds zeros in a thought's place; `noise` adds Gaussian noise; `swap` feeds the thought of the same number
   * from another question, `mean` the mean of those from several; `remove` leaves it out; `shuffle` feeds the own
   * thoughts in another order; `repeat` feeds the first in a later one's place.
   */
  kind: "zero" | "noise" | "swap" | "remove" | "mean" | "shuffle" | "repeat";
  /** The number of the thought, from 1; 0 or nothing for all. */
  thought?: number;
  /** Of `noise`: how many times as strong as the thought. */
  amount?: number;
  /** Of `noise` and `shuffle`: the same number gives the same noise, or order. */
  seed?: number;
  /** Of `swap`: the other question. */
  other?: string;
  /** Of `mean`: the other questions. */
  others?: readonly string[];
}

/** A token that the model might say, and how likely that is. */
export interface Candidate {
  token: string;
  /** From 0 to 1. */
  probability: number;
}

/** A step that a model has taken, or the answer as the last one. */
export type Step = ThoughtStep | AnswerStep;

/** A step that a model has taken. */
export interface ThoughtStep {
  /**
   * `bot` opens the thoughts: the question has been read. `thought` is one of them, `eot` closes them, and `token` is a
   * token of the answer.
   */
  kind: "bot" | "thought" | "eot" | "token";
  /** Counts from 0 within its kind. */
  index: number;
  /** The token that was read or written, in the asker's words; a thought has none. */
  token?: string;
  /** What the model would say after this step, if it had to speak now, best first. With `trace` or `top`. */
  top?: Candidate[];
  /** The thought itself, read as if it were about to become a word. With `trace` or `top`. */
  direct?: Candidate[];
  /**
   * If the model wrote a reasoning step now: the share of each of `Answer.nodes` to begin it. The next four come with
   * it, with `trace`, for `bot` and `thought`.
   */
  values?: number[];
  /** The share of each of `Answer.nodes` in the thought itself. */
  holds?: number[];
  /** The cosine between the thought and the embedding of each of `Answer.nodes`, from -1 to 1. */
  similar?: number[];
  /** How likely the model would begin its answer now instead. */
  speaks?: number;
  /** The probability of each of `Answer.candidates`, if the model had to answer at once. */
  answers?: number[];
  /** The hidden state after the final norm, `info.width` numbers. With `hidden`. */
  hidden?: Float32Array;
  /** The time that the step took, in milliseconds; missing for latent language models. */
  ms?: number;
}

/** The last of the steps. */
export interface AnswerStep extends Answer {
  kind: "answer";
}

/** The answer to a question. */
export interface Answer {
  /**
   * The answer: of a model of a task its sentence, in the asker's own words; of a latent language model what its rule
   * finds in the text, `""` if it finds nothing.
   */
  answer: string;
  /** What was written, as text. */
  text: string;
  /** How many latent steps were taken. */
  thoughts: number;
  /** How many tokens the question has. */
  promptTokens: number;
  /** The steps, without the answer. */
  steps: ThoughtStep[];
  /**
   * Time in milliseconds: to read the question, to think, to write, and in all. Latent language models count thinking
   * as reading.
   */
  ms: { prefill: number; think?: number; decode: number; total: number };
  /** Of a model of a task: what an exact program says of the answer. */
  judged?: Judgement;
}

/** What an exact program says of the answer to a question of a task. */
export interface Judgement {
  /** `undecidable`: the facts give neither answer, or both. `malformed`: what was written is no answer. */
  verdict: "right" | "wrong" | "malformed" | "undecidable";
  /** The right answer, `""` if there is none. */
  expected: string;
  /** Why, as a phrase. */
  why: string;
  /** A shortest chain of words to the right answer. */
  path: string[];
  /** How many thoughts the question takes, if that is more than were taken; otherwise 0. */
  thoughtsNeeded: number;
  /** The reasoning that the model wrote out before its answer. */
  chain: Link[];
  /** The words that `values`, `holds` and `similar` of a step go by. With `trace`. */
  nodes: string[];
  /** The words that `answers` of a step go by. With `trace`. */
  candidates: string[];
  /**
   * What the question says, if its facts form a graph: pairs of indices into `nodes`, each that one node is, or leads
   * to, another; and the index of the node that is asked about. With `trace`.
   */
  graph?: { root: number; facts: [number, number][] };
  /** The model's word for each word of the asker's that it has never learnt. */
  aliases: Record<string, string>;
}

/** A step of reasoning in words: that `from` is a `to`. */
export interface Link {
  from: string;
  to: string;
  /** Whether the question says so. */
  fact: boolean;
  /** Whether it begins where the link before it ended. */
  follows: boolean;
}

/** A message of a chat. */
export interface ChatMessage {
  role: "system" | "user" | "assistant";
  content: string;
}

/** How a text is written. Without any of these the likeliest token is written each time, to the end of the context. */
export interface CompleteOptions extends CallOptions {
  /** How many tokens to write at most. */
  maxTokens?: number;
  /** How freely tokens are drawn; 0 or nothing for the likeliest each time. */
  temperature?: number;
  /** Draw only from this many of the likeliest tokens. */
  topK?: number;
  /** Draw only from the likeliest tokens that together have this probability. */
  topP?: number;
  /** Draw only from tokens at least this many times as likely as the likeliest. */
  minP?: number;
  /** Above 1, tokens that were there before become less likely. */
  repetitionPenalty?: number;
  /** The same number gives the same text, in every browser. A whole number, at most `Number.MAX_SAFE_INTEGER`. */
  seed?: number;
  /** Texts that end the answer before them; at most 16. */
  stop?: readonly string[];
  /**
   * A JSON Schema, of which the engine supports a part (see README.md): what is written is JSON of it. `true` stands for
   * any JSON object.
   */
  schema?: true | Readonly<Record<string, unknown>>;
  /** Hears how much of the prompt has been read, in tokens. */
  onPrefill?: (progress: { read: number; total: number }) => void;
  /** How many latent steps a latent language model takes; without it, as many as it was trained to take. */
  thoughts?: number;
  /** How many candidates to list with each of its thoughts. */
  top?: number;
  /** Changes of its thoughts. */
  changes?: readonly Change[];
}

/** A token that was written. */
export interface TextToken {
  kind: "token";
  /** The token; -1 for the last of a text that was held back. */
  id: number;
  /**
   * What can be shown now. It may be empty, since it never ends in half a character or in what may be the beginning of
   * a `stop`. All of them together are `Completion.text`.
   */
  text: string;
}

/** A latent step of a latent language model. */
export interface LatentThought {
  kind: "thought";
  /** Counts from 1; 0 is the state after the question, which becomes the first thought. */
  index: number;
  /** What the model would say now, best first. With `top`. */
  top: Candidate[];
}

/** A text that was written. */
export interface Completion {
  text: string;
  /** How many tokens were read. */
  promptTokens: number;
  /** How many of these had been read for an earlier turn. */
  cachedTokens: number;
  /** How many tokens were written. */
  tokens: number;
  /** How many latent steps were taken. */
  thoughts: number;
  /** What the rule of a latent language model finds in the text, `null` if nothing. */
  answer: string | null;
  /** `stop` if the text came to its end, `length` if it is cut off. */
  finish: "stop" | "length";
  /** How many workers shared the work; see {@link LoadOptions.threads}. */
  threads: number;
  /** Time in milliseconds: to read, to write. */
  ms: { prefill: number; decode: number };
}

/**
 * One sequence of tokens and thoughts being run through a model. Calls are answered in the order in which they were
 * made. Every hidden state is after the final norm, `info.width` numbers, bit by bit those of the same engine run
 * natively.
 *
 * Every method throws {@link CoconutError}, with the code `empty` if nothing was read yet, `too-long` if the context is
 * full, `options` for a token or vector that does not fit, and `disposed`.
 */
export interface Session {
  /** How many positions have been read: tokens and thoughts. */
  readonly length: number;
  /** Reads tokens, or a text as a prompt, and returns the last hidden state. */
  prefill(input: readonly number[] | string, options?: CallOptions): Promise<Float32Array>;
  /** Takes latent steps: reads its own last hidden state as if it were an embedding. Returns the last hidden state. */
  think(steps?: number, options?: CallOptions): Promise<Float32Array>;
  /** Reads any vector of `info.width` numbers as if it were a token's embedding. Returns the last hidden state. */
  feed(vector: Float32Array | readonly number[], options?: CallOptions): Promise<Float32Array>;
  /** The last hidden state. */
  hidden(options?: CallOptions): Promise<Float32Array>;
  /** The scores of all tokens after the last step, `info.vocabulary` numbers. */
  logits(options?: CallOptions): Promise<Float32Array>;
  /** The likeliest next tokens, best first, the lower id first among equals. */
  top(count: number, options?: CallOptions): Promise<SessionCandidate[]>;
  /** Forgets all but the first positions. Something has to be read before the next thought or logits. */
  truncate(length: number, options?: CallOptions): Promise<void>;
  /** A session in the same state. Both go on independently; what they have read they share, so that is cheap. */
  fork(options?: CallOptions): Promise<Session>;
  /** Frees the session's memory. `dispose` of the model frees all. */
  dispose(): Promise<void>;
  /** {@link Session.dispose}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** A token that may come next. */
export interface SessionCandidate extends Candidate {
  id: number;
}

/** What went wrong. `message` is a sentence for people. */
export class CoconutError extends Error {
  constructor(code: CoconutErrorCode, message: string, options?: ErrorOptions & { text?: string; sentence?: number });
  readonly name: "CoconutError";
  readonly code: CoconutErrorCode;
  /** Of `syntax` and `unknown-word`: the sentence or word that the message is about, as it stands in the question. */
  readonly text: string;
  /** Of `syntax`: the number of that sentence, from 1; 0 if it is about the text as a whole, or not known. */
  readonly sentence: number;
}

/**
 * What a {@link CoconutError} is about:
 *
 * - `unreachable`: the model's server does not answer, after five tries. Try again later.
 * - `not-found`: there is no model at that address, or a file of it is missing.
 * - `corrupt`: a file is not what the manifest says, even when fetched a second time, or the manifest is no manifest.
 * - `unsupported-model`: the engine cannot run such a model, or reads no such compression.
 * - `assets`: worker.js or the engine beside this module cannot be fetched or started; the message says what to do.
 * - `unsupported`: this environment has no workers or no WebAssembly, or the addresses of worker.js and the engine are
 *   not known.
 * - `syntax`: a sentence of the question cannot be read, see `text` and `sentence`.
 * - `unknown-word`: the model does not know a word, see `text`, or has no token of that name.
 * - `too-long`: question, thoughts and answer do not fit into the model's context.
 * - `prompt`: the prompt or chat cannot be read: it is empty, or its roles are in the wrong order.
 * - `not-chat`: the model does not answer chats. `no-task`: it answers no questions, only continues texts.
 *   `no-tokenizer`: it takes token ids only.
 * - `schema`: the JSON Schema cannot be read or uses what is not supported. `options`: an option is out of range.
 * - `empty`: a session has read nothing yet.
 * - `disposed`: the model or session was disposed of.
 * - `memory`: the engine got no more memory, and has ended. `crashed`: it has ended otherwise. Load the model again.
 * - `failed`: anything else.
 */
export type CoconutErrorCode =
  | "unreachable"
  | "not-found"
  | "corrupt"
  | "unsupported-model"
  | "assets"
  | "unsupported"
  | "syntax"
  | "unknown-word"
  | "too-long"
  | "prompt"
  | "not-chat"
  | "no-task"
  | "no-tokenizer"
  | "schema"
  | "options"
  | "empty"
  | "disposed"
  | "memory"
  | "crashed"
  | "failed";
