// The service worker: keeps the page on the visitor's device, so that it opens without a network. tools/buildsite puts
// two constants in front of this text: FILES, the addresses of the page's files with their hashes, and VERSION, a hash
// over all of that.
//
// One version is kept whole or not at all. Each file is fetched with its hash, so that nothing is installed while a
// server has half of an update; a page is served from one version's cache alone, until the visitor asks for the next
// one (update.js).
//
// Weights are none of its business: the program itself keeps them, in the cache "coconut-weights", which this one never
// touches.

// Other sites of this program on the same host have caches of their own: the scope tells them apart.
const PREFIX = `coconut-shell ${registration.scope} `;
const SHELL = PREFIX + VERSION;
const address = (name) => new URL(name, registration.scope).href;

// Of the program's builds only this browser's is kept. The query makes the next version's worker load its own copy of
// the script.
const trusted = {createScriptURL: () => `variant.js?${VERSION}`}; // as in page.js
importScripts((self.trustedTypes?.createPolicy('coconut-sw', trusted) || trusted).createScriptURL(''));
const OTHERS = /^(?:app|text)-\w+\.wasm$|^words/;
const LATER = Object.keys(FILES).filter((name) => name === coconutText || name.startsWith('words'));
const KEPT = Object.entries(FILES).filter(([name]) => !OTHERS.test(name) || name === coconutProgram);
const ADDRESSES = new Set(KEPT.map(([name]) => address(name)));

const install = async () => {
  const shell = await caches.open(SHELL);
  // no-cache: what the page has just loaded is not sent again, but the server is asked whether it is still right.
  const known = await Promise.all(LATER.map((name) => name !== coconutText && caches.match(address(name))));
  const words = LATER.filter((name, i) => known[i]).map((name) => [name, FILES[name]]); // of the visitor's language
  const all = [...KEPT, ...words];
  await shell.addAll(all.map(([name, integrity]) => new Request(name, {integrity, cache: 'no-cache'})));
};

const activate = async () => {
  const old = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== SHELL);
  // A still newer version, just being installed, is in there too; it will clean up instead.
  if (!registration.installing) await Promise.all(old.map((name) => caches.delete(name)));
  await clients.claim(); // the first visit's page, too, keeps its version when the server gets another
};

// The program for language models is kept once somebody has chosen one, and the words of a language once it was
// chosen, both of the same version as the page.
const answerLater = async (url, name) => {
  const shell = await caches.open(SHELL);
  const kept = await shell.match(url, {ignoreVary: true});
  if (kept) return kept;
  const response = await fetch(new Request(url, {integrity: FILES[name], cache: 'no-cache'}));
  if (response.ok) await shell.put(url, response.clone()).catch(() => {}); // no room: it works without
  return response;
};

const answer = async (request, url) => {
  const kept = await caches.match(url, {cacheName: SHELL, ignoreVary: true});
  return kept || fetch(request); // the visitor has emptied the cache
};

addEventListener('install', (event) => event.waitUntil(install()));
addEventListener('activate', (event) => event.waitUntil(activate()));
addEventListener('message', (event) => { if (event.data === 'activate') skipWaiting(); });
addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  url.search = url.hash = ''; // ?seed=7 is the page's business
  if (url.href === address('index.html')) url.href = address('./');
  if (event.request.method !== 'GET') return;
  const later = LATER.find((name) => url.href === address(name));
  if (later) event.respondWith(answerLater(url.href, later));
  else if (ADDRESSES.has(url.href)) event.respondWith(answer(event.request, url.href));
});
