// What element.html is tested with.
import {load} from '/package/index.js';
import '/package/element.js';

const violations = [];
addEventListener('securitypolicyviolation', (e) => violations.push(`${e.violatedDirective} ${e.blockedURI}`));
const events = [];
for (const name of ['step', 'answer', 'error']) addEventListener(`coconut-${name}`, () => events.push(name));
const element = document.querySelector('coconut-reasoner');
const part = (name) => element.shadowRoot.querySelector(`[part=${name}]`);
const until = async (condition) => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 20));
};

// ask asks as a visitor does, by the button, and waits for the end of the play.
const ask = async () => {
  part('ask').click();
  await until(() => element.answer);
  const slider = element.shadowRoot.querySelector('input');
  await until(() => slider.value === '4'); // the decisive thought
  return {
    answer: part('answer').textContent, status: part('status').textContent, button: part('ask').textContent,
    label: part('drawing').firstChild.getAttribute('aria-label'),
    nodes: [...part('drawing').querySelectorAll('text')].map((t) => t.textContent),
    path: [...part('drawing').querySelectorAll('g.path text')].map((t) => t.textContent),
    arrows: part('drawing').querySelectorAll('svg > path').length,
    shown: [...part('drawing').querySelectorAll('rect.value')].map((r) => +r.getAttribute('fill-opacity')),
    value: slider.ariaValueText, events: [...new Set(events)], violations,
  };
};

// move moves the slider by keyboard, so to speak.
const move = (k) => {
  const slider = element.shadowRoot.querySelector('input');
  slider.value = k;
  slider.dispatchEvent(new Event('input'));
  return part('status').textContent;
};

// trouble asks what cannot be read, and ends what is under way.
const trouble = async () => {
  const wrong = await element.ask('Who are you?').then(() => '', (error) => error.code);
  const shown = part('status').textContent;
  const pending = element.ask('Tom is a cat. Every cat is a pet. Rex is a rock. Is Tom a pet or rock?');
  element.stop();
  const stopped = await pending.then(() => '', (error) => error.name);
  return {wrong, shown, stopped, status: part('status').textContent, button: part('ask').textContent};
};

// shared gives a model to two elements, one of which is under another name, and a latent language model to a third.
const shared = async () => {
  const {define} = await import('/package/element.js');
  define('my-reasoner');
  const model = await load('/models/prosqa-coconut/');
  const answers = [];
  for (const name of ['coconut-reasoner', 'my-reasoner']) {
    const one = document.createElement(name);
    one.reasoner = model;
    document.querySelector('#other').append(one);
    answers.push((await one.ask('Tom is a cat. Every cat is a pet. Rex is a rock. Is Tom a pet or rock?')).answer);
    one.remove();
  }
  const still = (await model.reason('Tom is a cat. Every cat is a pet. Rex is a rock. Is Tom a pet or rock?')).answer;
  await model.dispose();
  const text = document.createElement('coconut-reasoner');
  text.setAttribute('model', '/models/codi-llama/');
  document.querySelector('#other').append(text);
  const {thoughts} = await text.ask('How many?');
  const listed = text.shadowRoot.querySelectorAll('li').length;
  text.remove();
  return {answers, still, thoughts, listed};
};

// hasty asks twice while the model is on its way, moves the element meanwhile, and sets a property before it is
// defined.
const hasty = async () => {
  const early = document.createElement('late-reasoner');
  early.question = 'Tom is a cat. Every cat is a pet. Rex is a rock. Is Tom a pet or rock?';
  document.querySelector('#other').append(early);
  const {define} = await import('/package/element.js');
  define('late-reasoner');
  early.setAttribute('model', '/models/prosqa-coconut/');
  const first = early.ask().then(() => '', (error) => error.name);
  const second = early.ask('Rex is a rock. Every rock is a thing. Tom is a cat. Is Rex a thing or cat?');
  document.querySelector('main').append(early);
  const answers = [await first, (await second).answer];
  const third = early.ask();
  early.setAttribute('model', '/models/prosqa-coconut/?');
  answers.push(await third.then(() => '', (error) => error.name));
  answers.push(early.shadowRoot.querySelector('[part=status]').textContent);
  early.remove();
  return answers;
};

globalThis.test = {ask, move, trouble, shared, hasty};
