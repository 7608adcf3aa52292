// Sets an element's content for Vugu's DOM helper, which would give everything to innerHTML: markup of the page's own
// templates as such, anything else as text. tools/buildsite puts the markup, window.coconutMarkup, before this text,
// and the helper behind it.
//
// Where the browser knows Trusted Types (the page's policy asks for them), nothing else in the page can set HTML.
window.coconutContent = (() => {
  'use strict';
  const markup = new Set(window.coconutMarkup);
  const check = (html) => {
    if (!markup.has(html)) throw new TypeError('markup that is in no template');
    return html;
  };
  const policy = window.trustedTypes?.createPolicy('coconut-content', {createHTML: check}) || {createHTML: check};
  // As Go's html.EscapeString writes them.
  const characters = {'&lt;': '<', '&gt;': '>', '&amp;': '&', '&#34;': '"', '&#39;': "'"};
  return (element, html) => {
    if (markup.has(html) || html.includes('<')) element.innerHTML = policy.createHTML(html);
    else element.textContent = html.replace(/&(?:lt|gt|amp|#34|#39);/g, (name) => characters[name]);
  };
})();
