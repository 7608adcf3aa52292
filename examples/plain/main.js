import {load} from './coconut-page/index.js';

const form = document.querySelector('form');
const output = document.querySelector('output');

// Nothing is fetched before the first question.
let model;
form.addEventListener('submit', async (event) => {
  event.preventDefault();
  try {
    model ??= await load('/models/prosqa-coconut/', {
      onProgress: ({done, total}) => { output.value = `${done} of ${total} bytes`; },
    });
    const reasoning = model.reason(form.question.value, {top: 1});
    for await (const step of reasoning) {
      if (step.kind === 'thought') output.value = `thought ${step.index + 1}: ${step.top[0].token}`;
    }
    output.value = (await reasoning).answer;
  } catch (error) {
    output.value = error.message; // a sentence for people
  }
});
