import type { LoadOptions, Model } from "./index.js";

/** How a model is put into the shape of the Prompt API. */
export interface PromptSettings {
  /** How an address is loaded. */
  load?: Omit<LoadOptions, "signal" | "onProgress">;
  /** What sessions that do not say it themselves have. */
  defaults?: { temperature?: number; topK?: number; maxTokens?: number; thoughts?: number };
}

/**
 * The browsers' Prompt API around a model of your own:
 *
 * ```js
 * import { promptAPI } from "coconut-page/prompt";
 * const LanguageModel = promptAPI("/models/smollm2-135m-int8/");
 * const session = await LanguageModel.create();
 * console.log(await session.prompt("Name a colour."));
 * ```
 *
 * It takes text alone. A `responseConstraint` is a JSON Schema of those that the engine supports (docs/api.md).
 * There are no tools, no `prefix`, and the context is not shortened when it is full.
 *
 * @param model A loaded model, or the address of one, which is loaded by the first `create` and kept.
 */
export function promptAPI(model: Model | PromiseLike<Model> | string | URL, settings?: PromptSettings): PromptAPI;

/** The class that pages know as `LanguageModel`. */
export interface PromptAPI {
  availability(): Promise<"unavailable" | "downloadable" | "available">;
  params(): Promise<{ defaultTemperature: number; maxTemperature: number; defaultTopK: number; maxTopK: number }>;
  create(options?: PromptCreateOptions): Promise<PromptSession>;
  /** Ends the model, if it was loaded here, and with it all sessions. */
  dispose(): Promise<void>;
}

/** What a session begins with. */
export interface PromptCreateOptions {
  initialPrompts?: readonly PromptMessage[];
  temperature?: number;
  topK?: number;
  /** Ends the creation, and later the session. */
  signal?: AbortSignal;
  /** Is given a target of `downloadprogress` events, whose `loaded` goes from 0 to 1. */
  monitor?: (target: EventTarget) => void;
}

/** A message, whose content is text. */
export interface PromptMessage {
  role: "system" | "user" | "assistant";
  content: string | readonly { type: "text"; value: string }[];
}

/** What a session is asked. */
export type PromptInput = string | readonly PromptMessage[];

/** How it is asked. */
export interface PromptOptions {
  signal?: AbortSignal;
  /** A JSON Schema. */
  responseConstraint?: Record<string, unknown>;
}

/** A conversation. Prompts are answered one after the other. */
export interface PromptSession extends EventTarget {
  prompt(input: PromptInput, options?: PromptOptions): Promise<string>;
  promptStreaming(input: PromptInput, options?: PromptOptions): ReadableStream<string>;
  /** Adds messages without asking for an answer. */
  append(input: PromptInput): Promise<void>;
  /** How many tokens an input has, without those around messages. */
  measureContextUsage(input: PromptInput): Promise<number>;
  /** How many tokens the last answer took, with all before it. */
  readonly contextUsage: number;
  readonly contextWindow: number;
  /** The older names of the last three. */
  measureInputUsage(input: PromptInput): Promise<number>;
  readonly inputUsage: number;
  readonly inputQuota: number;
  readonly temperature: number;
  readonly topK: number;
  oncontextoverflow: ((event: Event) => void) | null;
  /** A session with the same past, which goes on by itself. */
  clone(options?: { signal?: AbortSignal }): Promise<PromptSession>;
  /** Ends the session, and what it is being asked. */
  destroy(): void;
}
