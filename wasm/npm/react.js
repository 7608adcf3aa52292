// Hooks for React: a model, a question with its thoughts, a chat. They run in the browser alone: on a server they
// render what there is before the model is loaded.
import {useCallback, useEffect, useRef, useState} from 'react';
import {load} from './index.js';

/** See react.d.ts. */
export function useModel(url, options) {
  const [state, setState] = useState(waiting);
  const latest = useRef(options); // a new object at every render must not load the model again
  latest.current = options;
  useEffect(() => {
    setState(waiting);
    if (!url) return undefined;
    const stop = new AbortController();
    let loaded;
    load(url, {
      ...latest.current, signal: stop.signal,
      onProgress: (progress) => {
        latest.current?.onProgress?.(progress);
        if (!stop.signal.aborted) setState((s) => ({...s, progress}));
      },
    }).then((model) => {
      loaded = model;
      if (stop.signal.aborted) return model.dispose();
      return setState((s) => ({...s, model}));
    }).catch((error) => {
      if (!stop.signal.aborted) setState((s) => ({...s, error}));
    });
    return () => {
      stop.abort();
      loaded?.dispose();
    };
  }, [url]);
  return state;
}

const waiting = Object.freeze({model: null, progress: null, error: null});

/** See react.d.ts. */
export function useReason(model, options) {
  const [state, setState] = useState(nothingAsked);
  const {run, stop} = useTask(setState);
  const latest = useRef(options);
  latest.current = options;
  const ask = useCallback((question) => run(async (signal, update) => {
    update({...nothingAsked, question, busy: true});
    const stream = needed(model).reason(question, {trace: true, ...latest.current, signal});
    for await (const step of stream) {
      if (step.kind !== 'answer') update((s) => ({...s, steps: [...s.steps, step]}));
    }
    const answer = await stream;
    update((s) => ({...s, answer}));
    return answer;
  }), [model, run]);
  return {...state, ask, stop};
}

const nothingAsked = Object.freeze({question: '', steps: [], answer: null, error: null, busy: false});

/** See react.d.ts. */
export function useChat(model, options) {
  const [state, setState] = useState(() => ({...nothingSaid, messages: options?.initialMessages ?? []}));
  const {run, stop} = useTask(setState);
  const latest = useRef({});
  latest.current = {options, state};
  const send = useCallback((text) => {
    const {options: {initialMessages, ...how} = {}, state: {messages: before, busy}} = latest.current;
    if (busy) throw new Error('an answer is being written: stop() it first');
    const messages = [...before, {role: 'user', content: text}];
    return run(async (signal, update) => {
      update({messages, writing: '', error: null, busy: true});
      try {
        const stream = needed(model).chat(messages, {...how, signal});
        for await (const part of stream) {
          if (part.kind === 'token') update((s) => ({...s, writing: s.writing + part.text}));
        }
        const completion = await stream;
        update((s) => ({...s, writing: '', messages: [...messages, {role: 'assistant', content: completion.text}]}));
        return completion;
      } catch (error) {
        // What was written stays; a question without any answer goes, since the next one may not follow it.
        update(({writing, ...s}) => ({
          ...s, writing: '', messages: writing ? [...messages, {role: 'assistant', content: writing}] : before,
        }));
        throw error;
      }
    });
  }, [model, run]);
  const reset = useCallback((messages = []) => {
    stop();
    setState({...nothingSaid, messages});
  }, [stop]);
  return {...state, send, stop, reset};
}

const nothingSaid = Object.freeze({messages: [], writing: '', error: null, busy: false});

// useTask runs one thing at a time: a new one ends the one before, and the component's end ends it, too. run's promise
// is undefined for what was ended or failed; the state has the error.
function useTask(setState) {
  const current = useRef(null);
  const stop = useCallback(() => current.current?.abort(), []);
  useEffect(() => stop, [stop]);
  const run = useCallback(async (task) => {
    current.current?.abort();
    const mine = current.current = new AbortController();
    const update = (change) => { if (current.current === mine) setState(change); };
    try {
      return await task(mine.signal, update);
    } catch (error) {
      if (!mine.signal.aborted) update((s) => ({...s, error}));
      return undefined;
    } finally {
      update((s) => ({...s, busy: false}));
    }
  }, [setState]);
  return {run, stop};
}

function needed(model) {
  if (!model) throw new Error('the model is not loaded yet');
  return model;
}
