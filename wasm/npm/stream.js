/** What comes of a call over time: a promise of its end, and what leads there by `for await`. See index.d.ts. */
export class Stream {
  #parts = [];
  #over = false;
  #news; // a promise of the next change
  #tell;
  #result;
  #stop = new AbortController();

  /** `run` gets a function that passes on a part, and a signal; it returns a promise of the result. */
  constructor(run, signal) {
    const follow = () => this.#stop.abort(signal.reason);
    if (signal?.aborted) follow();
    signal?.addEventListener('abort', follow, {once: true});
    this.#renew();
    this.#result = run((part) => {
      this.#parts.push(part);
      this.#renew();
    }, this.#stop.signal).finally(() => {
      signal?.removeEventListener('abort', follow);
      this.#over = true;
      this.#renew();
    });
    this.#result.catch(() => {}); // whoever awaits it or iterates hears of it
  }

  #renew() {
    const tell = this.#tell;
    this.#news = new Promise((resolve) => { this.#tell = resolve; });
    tell?.();
  }

  async #next() {
    while (this.#parts.length === 0 && !this.#over) await this.#news;
    if (this.#parts.length > 0) return {value: this.#parts.shift(), done: false};
    return {value: await this.#result, done: true};
  }

  then(onFulfilled, onRejected) { return this.#result.then(onFulfilled, onRejected); }

  catch(onRejected) { return this.#result.catch(onRejected); }

  finally(onFinally) { return this.#result.finally(onFinally); }

  [Symbol.asyncIterator]() {
    return {
      next: () => this.#next(),
      return: async (value) => {
        this.#stop.abort(new DOMException('The loop over the stream was left.', 'AbortError'));
        return {value, done: true};
      },
    };
  }
}
