import type {
  Answer, ChatMessage, CompleteOptions, Completion, LoadOptions, LoadProgress, Model, ReasonOptions, ThoughtStep,
} from "./index.js";

/** A model as it comes. One of `model` and `error` is set in the end. */
export interface ModelState {
  model: Model | null;
  progress: LoadProgress | null;
  error: Error | null;
}

/**
 * Loads a model for as long as the component is there, and again when the address changes. Without an address it
 * waits. A change of `options` takes effect at the next loading.
 */
export function useModel(url: string | null | undefined, options?: Omit<LoadOptions, "signal">): ModelState;

/** A question and what has become of it so far. */
export interface ReasonState {
  question: string;
  /** The steps so far, each with what the model makes of it. */
  steps: ThoughtStep[];
  answer: Answer | null;
  error: Error | null;
  busy: boolean;
  /** Asks; what was asked before is ended. The promise is `undefined` for what was ended or failed. */
  ask(question: string): Promise<Answer | undefined>;
  /** Ends what is under way. */
  stop(): void;
}

/** Asks questions of a model, which may still be `null`. */
export function useReason(model: Model | null, options?: Omit<ReasonOptions, "signal">): ReasonState;

/** A chat as it goes. */
export interface ChatState {
  messages: ChatMessage[];
  /** What has been written of the next message. */
  writing: string;
  error: Error | null;
  busy: boolean;
  /**
   * Sends a message. The promise is `undefined` for an answer that was ended or failed.
   *
   * @throws if an answer is being written.
   */
  send(text: string): Promise<Completion | undefined>;
  /** Ends the answer; what was written of it stays, and a question without any answer goes. */
  stop(): void;
  /** Begins again, with the given messages. */
  reset(messages?: ChatMessage[]): void;
}

/** Chats with a model, which may still be `null`. */
export function useChat(
  model: Model | null,
  options?: Omit<CompleteOptions, "signal"> & { initialMessages?: ChatMessage[] },
): ChatState;

declare module "react" {
  namespace JSX {
    interface IntrinsicElements {
      /** The element of `coconut-page/element`. */
      "coconut-reasoner": {
        model?: string; question?: string; thoughts?: number | string; theme?: "light" | "dark"; label?: string;
        autoplay?: boolean; class?: string; id?: string; style?: object; ref?: unknown; children?: undefined;
      };
    }
  }
}
