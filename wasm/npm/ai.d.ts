import type { LoadOptions, Model } from "./index.js";

/** How a model is put into the AI SDK. */
export interface CoconutSettings {
  /** How many thoughts to take; without it, as many as the model was trained to take. */
  thoughts?: number;
  /**
   * Whether thoughts appear as reasoning, each as the three tokens that the model's head reads in it. They are our
   * reading of a vector, not words of the model's.
   */
  showThoughts?: boolean;
  /** How an address is loaded. */
  load?: Omit<LoadOptions, "signal">;
}

/**
 * A language model for the AI SDK 7, of its specification v4:
 *
 * ```js
 * import { streamText } from "ai";
 * import { coconut } from "coconut-page/ai";
 * const { textStream } = streamText({ model: coconut("/models/smollm2-135m-int8/"), prompt: "Name a colour." });
 * ```
 *
 * `generateText` and `streamText` work with every model; `generateObject` with language models, under the schemas that
 * the engine supports (docs/api.md). A model of a task is asked the last message as its question. Tools, files and
 * penalties for presence and frequency are not supported: the call's warnings say so.
 *
 * @param model A loaded model, or the address of one, which is loaded at the first call and kept.
 */
export function coconut(
  model: Model | PromiseLike<Model> | string | URL,
  settings?: CoconutSettings,
): CoconutLanguageModel;

/** The SDK's `LanguageModelV4`, as far as types that do not depend on the SDK can say it. */
export interface CoconutLanguageModel {
  readonly specificationVersion: "v4";
  readonly provider: "coconut-page";
  readonly modelId: string;
  readonly supportedUrls: Record<string, RegExp[]>;
  doGenerate(options: any): Promise<any>;
  doStream(options: any): Promise<any>;
}
