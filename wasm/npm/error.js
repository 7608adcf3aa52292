/** What went wrong, see index.d.ts. */
export class CoconutError extends Error {
  constructor(code, message, {text = '', sentence = 0, ...options} = {}) {
    super(message, options);
    this.name = 'CoconutError';
    this.code = code;
    this.text = text;
    this.sentence = sentence;
  }
}

/** The error that the engine tells of in a `failed` event. */
export const failed = ({code, message, text, sentence}) => (
  new CoconutError(code || 'failed', message, {text, sentence}));

/** The error of an engine that has ended, by its last words. */
export const ended = (words) => (/out of memory|cannot allocate|allocation failed/i.test(words)
  ? new CoconutError('memory', 'There is no memory left for the model. Dispose of other models, or take a smaller one.')
  : new CoconutError('crashed', `The engine has ended: ${words}. Load the model again.`));

/** A promise that rejects with a signal's reason once that is aborted, whatever becomes of the other promise. */
export const abortable = (promise, signal) => (signal ? new Promise((resolve, reject) => {
  const stop = () => reject(signal.reason);
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, {once: true});
  promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
}) : promise);
