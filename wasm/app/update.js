// Has the page kept for use without a network (sw.js), and tells the visitor when there is a newer version. It stands
// apart from the program, so that a version that cannot start can still be left. Where there are no service workers
// (http, file:, some private windows) nothing is kept, and nothing is wrong.
'use strict';

(() => {
  const start = async () => {
    const workers = navigator.serviceWorker; // not there, or an exception
    let reload = Boolean(workers.controller);
    // Another version has taken over, by a click here or in another tab: none of the old one's pages may go on with its
    // files. Only the first visit's page has nothing to leave.
    workers.addEventListener('controllerchange', () => {
      if (reload) location.reload();
      reload = true;
    });

    // The page goes first.
    if (document.readyState !== 'complete') await new Promise((loaded) => addEventListener('load', loaded));
    const trusted = {createScriptURL: () => 'sw.js'}; // as in page.js
    const address = (window.trustedTypes?.createPolicy('coconut-update', trusted) || trusted).createScriptURL('');
    const registration = await workers.register(address);
    const show = () => { document.getElementById('update').hidden = !(registration.waiting && registration.active); };
    const watch = () => registration.installing?.addEventListener('statechange', show);
    registration.addEventListener('updatefound', watch);
    watch();
    show();
    // A tab stays open for days: whoever comes back to it hears of a new version without a reload. What fails (no
    // network, a server that is being updated) is asked again at the next return.
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') registration.update().catch(() => {});
    });
    document.getElementById('reload').addEventListener('click', () => {
      reload = true;
      if (registration.waiting) registration.waiting.postMessage('activate');
      else location.reload();
    });
  };

  start().catch(() => {});
})();
