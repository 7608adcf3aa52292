import {latentAnswer, latentStep, taskAnswer, taskStep, textPart, textWritten} from './answer.js';
import {CoconutError} from './error.js';
import {Session} from './session.js';
import {Stream} from './stream.js';

/** A loaded model, see index.d.ts. */
export class Model {
  #connection;

  constructor(connection, info) {
    this.#connection = connection;
    this.info = Object.freeze(info);
  }

  reason(question, options = {}) {
    const ask = this.info.task ? this.#ask : this.#think;
    return new Stream((tell, signal) => ask.call(this, question, options, tell, signal), options.signal);
  }

  // A question to a model of a task.
  async #ask(question, options, tell, signal) {
    const steps = [];
    const {result} = await this.#connection.request('ask', {ask: {
      question,
      thoughts: options.thoughts ?? -1,
      top_k: options.top ?? (options.trace ? 5 : 0),
      changes: options.changes?.map((change) => ({thought: 0, ...change})),
      at_once: options.atOnce,
      hidden: options.hidden,
      bare: !options.trace,
    }}, {signal, onEvent: ({step}) => {
      steps.push(taskStep(step));
      tell(steps.at(-1));
    }});
    const answer = taskAnswer(result, steps);
    tell({kind: 'answer', ...answer});
    return answer;
  }

  // A question to a latent language model.
  async #think(question, options, tell, signal) {
    if (!this.info.latent) {
      throw new CoconutError('no-task', 'The model answers no questions. Use complete or chat.');
    }
    if (options.hidden) throw new CoconutError('options', 'hidden is for models of a task; use a session.');
    const steps = [];
    let tokens = 0;
    const step = ({type, thought, token}) => {
      if (type === 'prefill') return;
      steps.push(thought ? latentStep(thought) : {kind: 'token', index: tokens++, token: token.text});
      tell(steps.at(-1));
    };
    const {completion} = await this.#connection.request('complete', {complete: {
      prompt: question,
      thoughts: options.atOnce ? 0 : options.thoughts,
      top: options.top ?? (options.trace ? 5 : 0),
      changes: options.changes?.map((change) => ({thought: 0, ...change})),
      max_tokens: options.maxTokens,
    }}, {signal, onEvent: step});
    const answer = latentAnswer(completion, steps);
    tell({kind: 'answer', ...answer});
    return answer;
  }

  complete(prompt, options = {}) { return this.#write({prompt}, options); }

  chat(messages, options = {}) {
    return this.#write({messages: Array.from(messages, ({role, content}) => ({role, text: content}))}, options);
  }

  #write(what, options) {
    return new Stream(async (tell, signal) => {
      if (what.messages && !this.info.chats && !this.info.latent) {
        throw new CoconutError('not-chat', 'The model does not answer chats. Use complete.');
      }
      const {completion} = await this.#connection.request('complete', {complete: {
        ...what,
        max_tokens: options.maxTokens,
        temperature: options.temperature,
        top_k: options.topK,
        top_p: options.topP,
        min_p: options.minP,
        repetition_penalty: options.repetitionPenalty,
        seed: options.seed,
        stop: options.stop,
        schema: options.schema,
        thoughts: options.thoughts,
        top: options.top,
        changes: options.changes?.map((change) => ({thought: 0, ...change})),
      }}, {signal, onEvent: (event) => {
        if (event.type === 'prefill') options.onPrefill?.(event.prefill);
        else tell(textPart(event));
      }});
      return textWritten(completion);
    }, options.signal);
  }

  async tokenize(text, options) { return (await this.#tokens({text}, options)).ids; }

  async detokenize(ids, options) { return (await this.#tokens({ids: [...ids]}, options)).texts; }

  async tokenId(token, options) { return (await this.#tokens({names: [token]}, options)).ids[0]; }

  async #tokens(what, options) {
    return (await this.#connection.request('tokenize', {tokenize: what}, options)).tokens;
  }

  session(options) { return Session.start(this.#connection, options); }

  async forget(options) {
    const {message} = await this.#connection.request('forget', {model: this.info.url}, options);
    if (message) throw new CoconutError('failed', message);
  }

  async dispose() { this.#connection.end(new CoconutError('disposed', 'The model was disposed of.')); }

  [Symbol.asyncDispose ?? Symbol('asyncDispose')]() { return this.dispose(); }
}
