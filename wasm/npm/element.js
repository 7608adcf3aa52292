// <coconut-reasoner>: a question, its answer, and the search that the thoughts make, for any page. See element.d.ts.
import {abortable} from './error.js';
import {load} from './index.js';

const SVG = 'http://www.w3.org/2000/svg';
const COLUMN = 96, ROW = 76, WIDTH = 86, HEIGHT = 38; // of the drawing, in its own units

const style = `
:host { --ground: var(--coconut-ground, light-dark(#fff, #16181d));
  --ink: var(--coconut-ink, light-dark(#1d2129, #e8eaef));
  --accent: var(--coconut-accent, light-dark(#0b6e4f, #4cc9a0));
  --line: var(--coconut-line, light-dark(#767d8a, #8b93a1));
  --wrong: var(--coconut-wrong, light-dark(#b3261e, #ff8a80)); display: block; color-scheme: light dark;
  color: var(--ink); background: var(--ground); font: var(--coconut-font, 1rem/1.45 system-ui, sans-serif);
  border: 1px solid var(--line); border-radius: var(--coconut-radius, 12px); padding: 1em; box-sizing: border-box }
:host([hidden]) { display: none }
:host([theme=light]) { color-scheme: light }
:host([theme=dark]) { color-scheme: dark }
label { display: block; font-size: .875em }
textarea { display: block; width: 100%; box-sizing: border-box; font: inherit; color: inherit; background: transparent;
  border: 1px solid var(--line); border-radius: 8px; padding: .5em; resize: vertical }
button { font: inherit; font-weight: 600; min-height: 2.5em; padding: 0 1.1em; border: 0; border-radius: 8px;
  background: var(--accent); color: var(--ground); cursor: pointer }
button[aria-disabled=true] { opacity: .55; cursor: default }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
.row { display: flex; flex-wrap: wrap; gap: .75em; align-items: center; margin: .75em 0 }
.answer { font-size: 1.25em; font-weight: 600; margin: .25em 0 }
.note { margin: 0; min-height: 1.45em; font-size: .875em }
.wrong { color: var(--wrong) }
input[type=range] { flex: 1; min-width: 8em; accent-color: var(--accent) }
svg { display: block; width: 100%; max-height: 60vh }
rect { fill: var(--ground); stroke: var(--line) }
rect.value { fill: var(--accent); stroke: none; transition: fill-opacity .25s }
.path rect.ground { stroke: var(--accent); stroke-width: 2.5 }
path { fill: none; stroke: var(--line) }
path.path { stroke: var(--accent); stroke-width: 2.5 }
marker path { fill: var(--line); stroke: none }
text { fill: var(--ink); font-size: 14px; text-anchor: middle; paint-order: stroke;
  stroke: var(--ground); stroke-width: 3px }
ol { margin: .5em 0; padding-left: 1.5em }
@media (prefers-reduced-motion: reduce) { rect.value { transition: none } }
@media (forced-colors: active) { button { border: 1px solid } rect.value { forced-color-adjust: none } }`;

// The base is another class where there is no DOM, so that a server can import the module.
const Base = globalThis.HTMLElement ?? class {};

/** See element.d.ts. */
export class CoconutReasoner extends Base {
  static observedAttributes = ['model', 'question', 'label'];

  #own; // the promise of the model that this element loads, what ends the loading, and the model's address
  #loading;
  #address = '';
  #given; // a model from outside
  #stop;
  #answer;
  #steps = []; // what can be shown: the state after the question, and each thought
  #k = 0;
  #timer;
  #ui;

  connectedCallback() {
    this.#ui ??= this.#build();
    for (const name of ['question', 'reasoner']) { // what was set before the element was defined
      if (!Object.hasOwn(this, name)) continue;
      const value = this[name];
      delete this[name];
      this[name] = value;
    }
    if (this.hasAttribute('autoplay') && this.question && !this.#answer) this.ask().catch(() => {}); // is shown
  }

  // A model that is loaded again is verified, not fetched, so an element that is only moved about may let go of it.
  disconnectedCallback() {
    queueMicrotask(() => {
      if (this.isConnected) return;
      this.stop();
      this.#release();
    });
  }

  attributeChangedCallback(name, _, value) {
    if (name === 'model' && value !== this.#address) this.#release();
    if (name === 'question' && this.#ui) this.#ui.question.value = value ?? '';
    if (name === 'label' && this.#ui) this.#ui.label.textContent = value ?? 'Question';
  }

  /** A model that is loaded already, for instance to share it among several elements. */
  get reasoner() { return this.#given; }
  set reasoner(model) {
    this.#release();
    this.#given = model;
  }

  get question() { return this.#ui?.question.value ?? this.getAttribute('question') ?? ''; }
  set question(text) {
    if (this.#ui) this.#ui.question.value = text;
    else this.setAttribute('question', text);
  }

  get answer() { return this.#answer ?? null; }

  stop() {
    this.#end();
    this.#loading?.abort();
  }

  // #end ends a question and its play; a model that is on its way is still wanted.
  #end() {
    this.#stop?.abort();
    clearTimeout(this.#timer);
  }

  async ask(question = this.question) {
    this.#end();
    this.#ui ??= this.#build();
    this.question = question;
    const mine = this.#stop = new AbortController();
    [this.#answer, this.#steps, this.#k] = [undefined, [], 0];
    this.#draw();
    this.#busy(true);
    try {
      const model = await this.#model(mine.signal);
      mine.signal.throwIfAborted();
      this.#say('thinking');
      const thoughts = parseInt(this.getAttribute('thoughts'), 10);
      const options = {thoughts: thoughts >= 0 ? thoughts : undefined, trace: true, signal: mine.signal};
      const stream = model.reason(question, options);
      for await (const step of stream) {
        if (step.kind === 'bot' || step.kind === 'thought') this.#steps.push(step);
        if (step.kind !== 'answer') this.#tell('step', step);
      }
      this.#answer = await stream;
      this.#busy(false);
      this.#show();
      this.#tell('answer', this.#answer);
      return this.#answer;
    } catch (error) {
      if (this.#stop === mine) {
        this.#busy(false);
        this.#say(mine.signal.aborted ? 'stopped' : error.message, !mine.signal.aborted);
      }
      if (!mine.signal.aborted) this.#tell('error', error);
      throw error;
    }
  }

  #release() {
    this.stop();
    this.#own?.then((model) => model.dispose(), () => {});
    this.#own = undefined;
  }

  // #model loads the model when it is first needed, and says how far that is.
  #model(signal) {
    if (this.#given) return this.#given;
    this.#address = this.getAttribute('model');
    if (!this.#address) throw new TypeError('<coconut-reasoner> needs the address of a model in its attribute model');
    this.#say('loading the model');
    this.#own ??= this.#load(new URL(this.#address, this.baseURI));
    return abortable(this.#own, signal);
  }

  #load(url) {
    const mine = this.#loading = new AbortController();
    const own = load(url, {
      signal: mine.signal,
      onProgress: ({done, total, trouble}) => {
        this.#say(trouble || `loading the model: ${mega(done)} of ${mega(total)} MB`);
      },
    });
    own.catch(() => { if (this.#loading === mine) this.#own = undefined; }); // the next question tries again
    return own;
  }

  #tell(what, detail) {
    this.dispatchEvent(new CustomEvent(`coconut-${what}`, {detail, bubbles: true, composed: true}));
  }

  #say(text, wrong = false) {
    this.#ui.note.textContent = text;
    this.#ui.note.classList.toggle('wrong', wrong);
  }

  #busy(on) {
    this.#ui.ask.textContent = on ? 'Stop' : 'Ask';
    if (on) this.#ui.answer.textContent = '';
  }

  #build() {
    const root = this.attachShadow({mode: 'open'});
    const sheet = new CSSStyleSheet(); // a strict policy allows it, unlike <style>
    sheet.replaceSync(style);
    root.adoptedStyleSheets = [sheet];
    const question = make('textarea', {rows: 4, spellcheck: false, part: 'question', id: 'question'});
    question.value = this.getAttribute('question') ?? '';
    const ask = make('button', {type: 'button', part: 'ask'}, 'Ask');
    ask.onclick = () => (ask.textContent === 'Stop' ? this.stop() : this.ask().catch(() => {})); // is shown
    const note = make('p', {class: 'note', role: 'status', part: 'status'});
    const answer = make('p', {class: 'answer', 'aria-live': 'polite', part: 'answer'});
    const slider = make('input', {type: 'range', min: 0, id: 'k'});
    slider.oninput = () => {
      clearTimeout(this.#timer);
      this.#paint(+slider.value);
    };
    const player = make('div', {class: 'row', hidden: ''}, make('label', {for: 'k'}, 'Thought'), slider);
    const drawing = make('div', {part: 'drawing'});
    const label = make('label', {for: 'question'}, this.getAttribute('label') ?? 'Question');
    root.append(label, question,
      make('div', {class: 'row'}, ask, note), answer, player, drawing);
    return {label, question, ask, note, answer, slider, player, drawing};
  }

  // #show draws the search, and plays it from the question to the decisive thought.
  #show() {
    const {judged, answer, text} = this.#answer;
    this.#ui.answer.textContent = answer || text;
    this.#ui.answer.classList.toggle('wrong', ['wrong', 'malformed'].includes(judged?.verdict));
    this.#draw();
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    const last = judged ? decisive(this.#steps, judged) : this.#steps.length - 1;
    const play = (k) => {
      this.#paint(k);
      if (k < last) this.#timer = setTimeout(play, 900, k + 1);
    };
    if (last >= 0) play(still ? last : 0);
  }

  #draw() {
    const {drawing, player, slider} = this.#ui;
    drawing.replaceChildren();
    player.hidden = this.#steps.length < 2 || !this.#answer;
    if (!this.#answer) return;
    slider.max = this.#steps.length - 1;
    drawing.append(this.#answer.judged?.graph ? graph(this.#answer.judged) : this.#list());
  }

  // #list is for models that read any text: what each thought looks like to the model's own head.
  #list() {
    const list = make('ol', {start: 0});
    for (const {top = []} of this.#steps) list.append(make('li', {}, likely(top)));
    return list;
  }

  // #paint shows the state after k thoughts.
  #paint(k) {
    this.#k = k;
    const {slider, drawing} = this.#ui;
    const step = this.#steps[k];
    slider.value = k;
    drawing.querySelectorAll('rect.value').forEach((rect, i) => {
      rect.setAttribute('fill-opacity', step.values?.[i] ?? 0);
    });
    drawing.querySelectorAll('li').forEach((li, i) => { li.ariaCurrent = i === k ? 'step' : null; });
    const nodes = this.#answer.judged?.nodes ?? [];
    const best = nodes.map((token, i) => ({token, probability: step.values?.[i] ?? 0}))
      .sort((a, b) => b.probability - a.probability).slice(0, 3);
    const text = `${k ? `After thought ${k}` : 'After the question'}: ${likely(nodes.length ? best : step.top ?? [])}`;
    this.#say(text);
    slider.ariaValueText = text;
    drawing.firstChild?.setAttribute('aria-label', text);
  }
}

// graph draws the facts in layers, one for each number of facts from what the question is about.
function graph({nodes, graph: {root, facts}, path}) {
  const {at, width, height} = layOut(nodes.length, facts, root);
  const svg = draw('svg', {viewBox: `0 0 ${width} ${height}`, role: 'img'});
  const head = draw('marker', {id: 'head', viewBox: '0 0 8 8', refX: 8, refY: 4, markerWidth: 9, markerHeight: 9,
    markerUnits: 'userSpaceOnUse', orient: 'auto-start-reverse'});
  head.append(draw('path', {d: 'M0 0 8 4 0 8z'}));
  svg.append(head);
  const right = path.map((word) => nodes.indexOf(word));
  for (const [from, to] of facts) {
    const on = right.includes(from) && right[right.indexOf(from) + 1] === to;
    svg.append(draw('path', {class: on ? 'path' : '', d: arrow(at[from], at[to]), 'marker-end': 'url(#head)'}));
  }
  nodes.forEach((word, node) => {
    const g = draw('g', {class: right.includes(node) ? 'path' : '', transform: `translate(${at[node]})`});
    const box = {x: -WIDTH / 2, y: -HEIGHT / 2, width: WIDTH, height: HEIGHT, rx: 8};
    const name = draw('text', {y: 5});
    name.textContent = word.length > 11 ? `${word.slice(0, 10)}…` : word;
    g.append(draw('rect', {class: 'ground', ...box}), draw('rect', {class: 'value', 'fill-opacity': 0, ...box}), name);
    svg.append(g);
  });
  return svg;
}

// layOut places the nodes that the root leads to, and beside them, or below if that is too wide, the others.
function layOut(n, facts, root) {
  const row = Array(n).fill(-1);
  const walk = (from, rows) => {
    for (let next = [from], y = 0; next.length; y++) {
      next = next.filter((node) => row[node] < 0);
      for (const node of next) {
        row[node] = y;
        (rows[y] ??= []).push(node);
      }
      next = facts.filter(([source]) => next.includes(source)).map(([, target]) => target);
    }
    return rows;
  };
  const led = walk(root, []), others = [];
  for (let node = 0; node < n; node++) if (row[node] < 0 && !facts.some(([, to]) => to === node)) walk(node, others);
  for (let node = 0; node < n; node++) if (row[node] < 0) walk(node, others); // a circle has no beginning
  const widest = (rows) => Math.max(0, ...rows.map((r) => r.length));
  const beside = widest(led) + widest(others) <= 7;
  const at = [];
  const place = (rows, left, top, columns) => rows.forEach((nodes, y) => nodes.forEach((node, i) => {
    at[node] = [(left + (columns - nodes.length) / 2 + i + 0.5) * COLUMN, (top + y + 0.5) * ROW];
  }));
  const columns = beside ? widest(led) + widest(others) : Math.max(widest(led), widest(others));
  place(led, 0, 0, beside ? widest(led) : columns);
  place(others, beside ? widest(led) : 0, beside ? 0 : led.length, beside ? widest(others) : columns);
  const rows = beside ? Math.max(led.length, others.length) : led.length + others.length;
  return {at, width: columns * COLUMN, height: rows * ROW};
}

// decisive is the number of the first thought that holds the answer, if the model favours that from then on; else the
// last. Thought k is the state of the step before it.
function decisive(steps, {nodes, candidates}) {
  const best = (shares = []) => shares.indexOf(Math.max(...shares));
  const last = best(steps.at(-1)?.answers), node = nodes.indexOf(candidates[last]);
  let found = steps.length - 1;
  for (let k = found; k > 0 && best(steps[k - 1].answers) === last; k--) {
    if (best(steps[k - 1].holds) === node) found = k;
  }
  return found;
}

// arrow leads from the lower edge of a box to the upper one of a box below, or from side to side.
function arrow([x1, y1], [x2, y2]) {
  if (y1 === y2) {
    const side = Math.sign(x2 - x1) * WIDTH / 6, low = y1 + ROW / 1.6;
    return `M${x1} ${y1 + HEIGHT / 2}C${x1} ${low} ${x2} ${low} ${x2 - side} ${y2 + HEIGHT / 2}`;
  }
  const down = Math.sign(y2 - y1) * HEIGHT / 2, bend = (y2 - y1) / 2;
  return `M${x1} ${y1 + down}C${x1} ${y1 + bend} ${x2} ${y2 - bend} ${x2} ${y2 - down}`;
}

const likely = (top) => top.map(({token, probability}) => `${token.trim() || token} ${Math.round(100 * probability)} %`)
  .join(', ');
const mega = (bytes) => (bytes / 1e6).toFixed(1);

function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

function draw(tag, attributes) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}

/** Defines the element; importing the module does so under its usual name. */
export function define(name = 'coconut-reasoner') {
  if (!globalThis.customElements || customElements.get(name)) return;
  customElements.define(name, class extends CoconutReasoner {}); // a class can have one name only
}
define();
