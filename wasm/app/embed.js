// In another page's frame (#embed, docs/embed.md): takes questions from the page around this one, and tells it what
// comes of them. style.css leaves the drawing and the answer. It works the page as a visitor would, by link and button.

const LONGEST = 4000; // bytes of a question: those of a link (ui/page/link.go)
const MOST = 8; // thoughts

// #embed=ORIGIN names the page around, the only one then that is listened and talked to.
const named = new URLSearchParams(location.hash.slice(1)).get('embed') || '';
const host = named || '*';
const tell = (coconut, more) => parent.postMessage({coconut, ...more}, host);

const at = (id) => document.getElementById(id);
const text = (id) => at(id)?.textContent.trim() || '';
const counts = (n) => n === undefined || Number.isInteger(n) && n >= 0 && n <= MOST;

let request; // the question that was asked last: {id, question, thoughts, k}
let next = ''; // what has to be done for it: 'open', 'ask', '', in this order
let told = ''; // what the page around knows

// open puts the question into the page by a link. One that names a thought is asked at once.
const open = () => {
  const {question, thoughts, k} = request;
  const link = new URLSearchParams({embed: named, q: question});
  if (thoughts !== undefined) link.set('thoughts', thoughts);
  if (k !== undefined) link.set('k', k);
  next = k === undefined ? 'ask' : '';
  history.replaceState(null, '', '#embed'); // so that the same question is news, too
  location.replace(`#${link}`);
  setTimeout(look, 250); // if nothing that is watched changes
};

// news tells something once.
const news = (coconut, more) => {
  const all = JSON.stringify([coconut, more]);
  if (all !== told) tell(coconut, more);
  told = all;
};

// look compares what the page shows with what was asked of it, after every change.
const look = () => {
  const failed = !at('boot-error').hidden && text('boot-message') || at('load-error') && text('load-error');
  if (failed) return news('error', {id: request?.id, message: failed});
  const answer = document.querySelector('.answer');
  if (!answer || answer.getAttribute('aria-busy') === 'true') return;
  if (next === 'open') return open();
  const shown = new URLSearchParams(document.querySelector('.share')?.hash.slice(1));
  const {id, question, thoughts} = request || {};
  const others = thoughts !== undefined && Number(shown.get('thoughts')) !== thoughts;
  if (request && (shown.get('q') !== question || others)) return; // not yet
  if (next === 'ask') {
    if (at('answer') || shown.has('k')) return; // the answer before this one
    next = '';
    at('next').click();
  } else if (at('answer')) {
    const asked = shown.get('q') || text('told');
    const verdict = at('verdict').classList.item(1); // right, wrong or open, as ui/answer.go has it
    news('answer', {id, question: asked, answer: text('answer'), verdict});
  } else if (text('alert')) {
    news('error', {id, message: text('alert')});
  }
};

const receive = ({source, origin, data}) => {
  if (source !== parent || named && origin !== named || !data || typeof data !== 'object') return;
  if (data.coconut === 'play') return at('play')?.click();
  if (data.coconut !== 'ask') return;
  const {question, thoughts, k} = data;
  const id = ['string', 'number'].includes(typeof data.id) ? data.id : undefined;
  const text = typeof question === 'string' && question.isWellFormed?.() !== false && question;
  if (!text || new TextEncoder().encode(text).length > LONGEST || !counts(thoughts) || !counts(k)) {
    return tell('error', {id, message: `a question has 1 to ${LONGEST} bytes, thoughts and k are 0 to ${MOST}`});
  }
  [request, next, told] = [{id, question, thoughts, k}, 'open', ''];
  look();
};

const start = () => {
  let ready = false;
  let due = false;
  const changed = () => {
    if (due) return;
    due = true;
    setTimeout(() => {
      due = false;
      if (!ready && document.querySelector('.answer')) tell('ready', {version: 1});
      ready ||= Boolean(document.querySelector('.answer'));
      look();
    });
  };
  const attributeFilter = ['aria-busy', 'href', 'hidden'];
  const watched = {subtree: true, childList: true, characterData: true, attributeFilter};
  new MutationObserver(changed).observe(document.body, watched);
  new ResizeObserver(() => tell('height', {height: Math.ceil(document.body.getBoundingClientRect().height)}))
    .observe(document.body);
  addEventListener('message', receive);
  changed();
};

if (parent !== window) {
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start);
  else start();
}
