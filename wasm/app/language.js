// Chooses the page's language: that of ?lang=de, or the one chosen at an earlier visit, or the first of the browser's
// that there is. The page is in English; only for another language are words.js and a file of strings fetched.
// tools/buildsite puts what languages there are before this text: self.coconutLanguages = {"de": "Deutsch"}.
'use strict';

(() => {
  const languages = self.coconutLanguages || {};
  const known = (tag) => [tag, tag?.split('-')[0]].find((name) => name === 'en' || Object.hasOwn(languages, name));
  const store = 'coconut-language';
  const at = (id) => document.getElementById(id);

  let current = 'en'; // as the page is shown
  let wanted; // the last one that was asked for
  const show = async (language) => {
    wanted = language;
    let strings;
    if (language !== 'en') {
      // A single-file page has the script already.
      [strings] = await Promise.all([fetch(files(language)[0]), window.coconutTranslate || import('./words.js')]);
      strings = await strings.json();
    }
    if (language !== wanted) return; // somebody was faster
    window.coconutTranslate?.(strings);
    document.documentElement.lang = current = language;
    if (at('language')) at('language').value = language;
  };
  const files = (language) => [`words-${language}.json`, 'words.js'];

  // The list of languages. What is chosen is put into the address, and so into links, and kept for the next visit.
  const choose = ({target}) => {
    const address = new URL(location.href);
    address.searchParams.set('lang', target.value);
    history.replaceState(history.state, '', address);
    try {
      localStorage.setItem(store, target.value);
    } catch { /* this window keeps nothing */ }
    target.title = '';
    show(target.value).catch(() => {
      target.value = current;
      target.title = 'This language cannot be fetched now.';
    });
  };
  const menu = () => {
    for (const [value, textContent] of Object.entries(languages)) {
      at('language').append(Object.assign(document.createElement('option'), {value, textContent, lang: value}));
    }
    at('language').value = current;
    at('language').addEventListener('change', choose);
  };
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', menu);
  else menu();

  const asked = known(new URLSearchParams(location.search).get('lang'));
  let first = asked;
  try {
    if (asked) localStorage.setItem(store, asked);
    first ??= known(localStorage.getItem(store));
  } catch { /* as above */ }
  first ??= navigator.languages.map(known).find(Boolean) || 'en';
  if (first === 'en') return;
  show(first).catch(() => {}); // the page stays in English
  // On the first visit the service worker comes later than the files: they are fetched again for it to keep.
  const keep = () => files(current).forEach((name) => fetch(name).catch(() => {}));
  try {
    navigator.serviceWorker.addEventListener('controllerchange', keep);
  } catch { /* there is none, so nothing is kept */ }
})();
