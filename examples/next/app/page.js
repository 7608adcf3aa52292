'use client';

import {useState} from 'react';
import {useModel, useReason} from 'coconut-page/react';

const example = 'Every cat is a pet. Tom is a cat. Rex is a rock. Is Tom a pet or rock?';

export default function Page() {
  const [question, setQuestion] = useState(example);
  const {model, progress, error: failure} = useModel('/models/prosqa-coconut/');
  const {ask, stop, steps, answer, error, busy} = useReason(model);
  const thoughts = steps.filter(({kind}) => kind === 'thought');
  return (
    <main>
      <form onSubmit={(event) => { event.preventDefault(); ask(question); }}>
        <label htmlFor="question">Question</label>
        <textarea id="question" rows="4" cols="60" value={question} onChange={(e) => setQuestion(e.target.value)} />
        <button disabled={!model}>Ask</button>
        {busy && <button type="button" onClick={stop}>Stop</button>}
      </form>
      {!model && progress && <p>{progress.done} of {progress.total} bytes</p>}
      <ol>{thoughts.map(({index, top}) => <li key={index}>{top[0].token}</li>)}</ol>
      <output aria-live="polite">{(failure ?? error)?.message ?? answer?.answer}</output>
    </main>
  );
}
