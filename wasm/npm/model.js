import {latentAnswer, latentStep, taskAnswer, taskStep, textPart, textWritten} from './answer.js';
import {changes, list, messages, real, seed, text, whole} from './check.js';
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

  reason(question, options) {
    const ask = this.info.task ? this.#ask : this.#think;
    return new Stream((tell, signal) => ask.call(this, question, options ?? {}, tell, signal), options?.signal);
  }

  // A question to a model of a task.
  async #ask(question, options, tell, signal) {
    const steps = [];
    const {result} = await this.#connection.request('ask', {ask: {
      question: text('question', question),
      thoughts: whole('thoughts', options.thoughts) ?? -1,
      top_k: whole('top', options.top) ?? (options.trace ? 5 : 0),
      changes: changes(options.changes),
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
      prompt: text('question', question),
      thoughts: options.atOnce ? 0 : whole('thoughts', options.thoughts),
      top: whole('top', options.top) ?? (options.trace ? 5 : 0),
      changes: changes(options.changes),
      max_tokens: whole('maxTokens', options.maxTokens, 1),
    }}, {signal, onEvent: step});
    const answer = latentAnswer(completion, steps);
    tell({kind: 'answer', ...answer});
    return answer;
  }

  complete(prompt, options) { return this.#write(() => ({prompt: text('prompt', prompt)}), options ?? {}); }

  chat(said, options) { return this.#write(() => ({messages: messages(said)}), options ?? {}); }

  #write(read, options) {
    return new Stream(async (tell, signal) => {
      const what = read();
      if (what.messages && !this.info.chats && !this.info.latent) {
        throw new CoconutError('not-chat', 'The model does not answer chats. Use complete.');
      }
      const {completion} = await this.#connection.request('complete', {complete: {
        ...what,
        max_tokens: whole('maxTokens', options.maxTokens, 1),
        temperature: real('temperature', options.temperature, 0, 1000),
        top_k: whole('topK', options.topK),
        top_p: real('topP', options.topP, 0, 1),
        min_p: real('minP', options.minP, 0, 1),
        repetition_penalty: real('repetitionPenalty', options.repetitionPenalty, 0, 1000),
        seed: seed('seed', options.seed),
        stop: list('stop', options.stop, (end) => text('stop', end)),
        schema: options.schema,
        thoughts: whole('thoughts', options.thoughts),
        top: whole('top', options.top),
        changes: changes(options.changes),
      }}, {signal, onEvent: (event) => {
        if (event.type === 'prefill') options.onPrefill?.(event.prefill);
        else tell(textPart(event));
      }});
      return textWritten(completion);
    }, options.signal);
  }

  async tokenize(what, options) { return (await this.#tokens({text: text('text', what)}, options)).ids; }

  async detokenize(ids, options) {
    return (await this.#tokens({ids: list('ids', ids ?? 0, (id) => whole('ids', id))}, options)).texts;
  }

  async tokenId(token, options) {
    return (await this.#tokens({names: [text('token', token)]}, options)).ids[0];
  }

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
