import type { Answer, Model, ThoughtStep } from "./index.js";

/**
 * `<coconut-reasoner>`: a question, its answer, and the search that the thoughts make. Importing this module defines
 * the element; on a server it does nothing.
 *
 * ```html
 * <coconut-reasoner model="/models/prosqa-coconut/" question="Tom is a cat. Every cat is a pet. Rex is a rock.
 *   Is Tom a pet or rock?"></coconut-reasoner>
 * ```
 *
 * Attributes: `model`, the address of a model's folder; `question`; `thoughts`, how many to take instead of the model's
 * own number; `theme`, `light` or `dark` instead of the page's; `autoplay`, to ask at once; `label`, above the question
 * instead of "Question". The model is fetched when the first question is asked, and not before.
 *
 * CSS custom properties: `--coconut-ground`, `--coconut-ink`, `--coconut-accent`, `--coconut-line`, `--coconut-wrong`,
 * `--coconut-font` (as in `font`), `--coconut-radius`. Parts for `::part()`: `question`, `ask`, `status`, `answer`,
 * `drawing`.
 *
 * Events, all of which bubble: `coconut-step` with a {@link ThoughtStep} as `detail`, `coconut-answer` with an
 * {@link Answer}, `coconut-error` with an `Error`.
 */
export class CoconutReasoner extends HTMLElement {
  /** The text in the box. */
  question: string;
  /** A model that is loaded already, to share it among several elements. The element does not dispose of it. */
  reasoner: Model | undefined;
  /** The last answer, `null` before the first one. */
  readonly answer: Answer | null;
  /**
   * Asks, and plays the search once the answer is there. What was asked before is ended.
   *
   * @throws what `load` and `Model.reason` throw; it is shown in the element, too.
   */
  ask(question?: string): Promise<Answer>;
  /** Ends what is under way, and the play. */
  stop(): void;
}

/** Defines the element under another name, too. */
export function define(name?: string): void;

declare global {
  interface HTMLElementTagNameMap {
    "coconut-reasoner": CoconutReasoner;
  }
  interface HTMLElementEventMap {
    "coconut-step": CustomEvent<ThoughtStep>;
    "coconut-answer": CustomEvent<Answer>;
    "coconut-error": CustomEvent<Error>;
  }
}
