// Puts the page into another language. The page goes on saying everything in English, in its markup, through Vugu and
// in the texts that page.js and the program write; this script replaces it in the document, at once and after every
// change, before anybody sees it. A file of strings (ui/words) has the translations: of whole phrases, and of templates
// as page.Say has them (ui/page/say.go), by which a sentence is known and taken apart again.
//
// What has a lang attribute of its own is in that language and stays: the questions, and what the models say.
// language.js loads this file.
'use strict';

window.coconutTranslate = (() => {
  // As in tools/words/markup.go.
  const ATTRIBUTES = ['aria-label', 'title', 'placeholder', 'alt', 'aria-valuetext'];
  const INLINE = new Set(['A', 'BUTTON', 'CITE', 'EM', 'STRONG']);
  const OTHER = 'script, style, code, noscript, textarea, :not(html)[lang]';

  const NUMBER = '([<>]?-?\\d+(?:[.,]\\d+)*)';
  const UNITS = {Size: '(?:[kMG]B|bytes?)', Time: '(?:ms|s|min)'};
  const AMOUNT = /^[<>]?-?\d+(?:[.,]\d+)*(?: (?:%|ms|s|min|kB|MB|GB))?$/;
  const LONGEST = 2000; // of a phrase; what is longer is somebody's text

  // template makes what a template matches.
  const template = (english, foreign) => {
    const names = [];
    const own = english.replace(/\{[^}]*\}/g, '');
    const source = english.split(/\{([^}]*)\}/).map((part, i) => {
      if (i % 2 === 0) return part.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&');
      const [, name, noun] = part.match(/^(\w+) ?(.*)$/);
      names.push(name);
      if (noun) return `(\\d[\\d,]*) ${noun}s?`;
      if (/^[nmk]$/.test(name)) return NUMBER;
      const unit = UNITS[name.slice(0, 4)];
      return unit ? `(${NUMBER.slice(1, -1)} ${unit})` : '([^]+?)';
    }).join('');
    return {names, foreign, regexp: new RegExp(`^${source}$`), weight: own.length, words: /\p{L}/u.test(own)};
  };

  // compile returns what finds the translation of a text, undefined if there is none.
  const compile = (list) => {
    const strings = Object.assign(Object.create(null), list);
    const templates = Object.entries(strings).filter(([english]) => english.includes('{'))
      .map(([english, foreign]) => template(english, foreign)).sort((a, b) => b.weight - a.weight);
    const marks = {',': strings['1,234.5'][1], '.': strings['1,234.5'][5]};
    const number = (text) => text.replace(/[.,]/g, (mark) => marks[mark]);
    const found = new Map();

    const together = (text) => text.split(' and ').map((part) => part.split(', ')
      .map((word) => find(word) ?? word).join(strings[', '])).join(strings[' and ']);

    // fill puts values, by their names, into a translation: {n Gedanke|Gedanken} is a number with a noun.
    const fill = (foreign, values) => foreign.replace(/\{(\w+)(?: ([^|}]*)\|([^}]*))?\}/g, (all, name, one, more) =>
      more === undefined ? values[name] : `${values[name]} ${values[name] === '1' ? one : more}`);

    // match takes a text apart; what is filled in must be known, too, where that is a phrase, unless it is lenient.
    const match = ({names, foreign, regexp}, text, lenient) => {
      const parts = regexp.exec(text);
      if (!parts) return undefined;
      const values = {};
      for (const [i, name] of names.entries()) {
        const part = parts[i + 1];
        if (/^[nmk]$/.test(name)) values[name] = number(part);
        else if (/^Words/.test(name)) values[name] = together(part);
        else if (/^[A-Z]/.test(name)) {
          values[name] = find(part);
          if (values[name] === undefined && !lenient) return undefined;
          values[name] ??= part;
        } else values[name] = part.startsWith('(') && find(part) || part; // "(no answer)" is a phrase
      }
      return fill(foreign, values);
    };

    // exactly tries the templates: those with words of their own, strictly (0) or leniently (1), or those of marks (2).
    const exactly = (text, level) => {
      if (AMOUNT.test(text)) return number(text);
      if (strings[text] !== undefined) return strings[text];
      for (const t of templates) {
        if (t.words === (level === 2)) continue;
        const translation = match(t, text, level === 1);
        if (translation !== undefined) return translation;
      }
      return undefined;
    };

    // several translates what follows one another: sentences, or what comes before and after a colon.
    const several = (text) => {
      for (const {index} of text.matchAll(/[.:;?!”)] /g)) {
        const head = exactly(text.slice(0, index + 1), 0);
        const rest = head === undefined ? undefined : find(text.slice(index + 2));
        if (rest !== undefined) return head + (/[.?!]$/.test(head) ? ' ' : strings[' ']) + rest;
      }
      return undefined;
    };

    // An error has got a capital and a full stop where it is shown (engine.Sentence).
    const sentence = (text, level) => {
      const open = text.replace(/\.$/, '');
      const lower = open[0].toLowerCase() + open.slice(1);
      const inner = exactly(lower, level) ?? exactly(open, level);
      if (inner === undefined || lower === text) return undefined;
      const end = open === text || inner.endsWith(strings['.']) ? '' : strings['.'];
      return (open === lower ? inner[0] : inner[0].toUpperCase()) + inner.slice(1) + end;
    };

    // find goes for sentences before templates: what a template takes in may be long.
    const find = (text) => {
      if (!found.has(text)) {
        if (found.size > 5000) found.clear();
        let translation = strings[text];
        if (translation === undefined && /[\p{L}\d]/u.test(text) && text.length <= LONGEST) {
          translation = several(text);
          for (let level = 0; level < 3; level++) translation ??= exactly(text, level) ?? sentence(text, level);
        }
        found.set(text, translation);
      }
      return found.get(text);
    };

    // After a sentence that is known there may be a text of the browser's or the system's, which stays.
    const begun = (text) => {
      for (const {index} of text.matchAll(/[.?!] /g)) {
        const head = find(text.slice(0, index + 1));
        if (head !== undefined) return `${head} ${text.slice(index + 2)}`;
      }
      return undefined;
    };
    return {
      find: (text) => find(text) ?? begun(text),
      whole: (text) => strings[text],
    };
  };

  let words; // of compile; undefined in English
  const observer = new MutationObserver((records) => {
    const changed = new Set(records.map(({target}) => target.nodeType === Node.TEXT_NODE ? target.parentNode : target));
    for (const node of changed) {
      const element = INLINE.has(node?.tagName) ? node.parentElement : node;
      if (element?.isConnected && !element.closest(OTHER)) visit(element);
    }
    observer.takeRecords(); // of what was just done
  });

  // The English that was replaced, by node or by element and attribute.
  const replaced = new WeakMap();
  const tidy = (text) => text.replace(/\s+/g, ' ').trim();

  // replace returns what is to be shown for what is there, and keeps the English.
  const replace = (place, name, now) => {
    const kept = replaced.get(place) ?? {};
    const english = kept[name]?.shown === now ? kept[name].english : now;
    const translation = words?.find(tidy(english));
    const shown = translation === undefined ? english : english.replace(/\S(?:[^]*\S)?/, () => translation);
    if (shown === english && !kept[name]) return now;
    replaced.set(place, {...kept, [name]: {english, shown}});
    return shown;
  };
  const english = (node) => {
    const kept = replaced.get(node)?.text;
    return kept?.shown === node.data ? kept.english : node.data;
  };

  const text = (node) => {
    const shown = replace(node, 'text', node.data);
    if (shown !== node.data) node.data = shown;
  };

  const attributes = (element) => {
    for (const name of ATTRIBUTES) {
      const now = element.getAttribute(name);
      if (!now) continue;
      const shown = replace(element, name, now);
      if (shown !== now) element.setAttribute(name, shown);
    }
  };

  // sentence translates an element whose text has inline elements in it, as one phrase: theirs are in brackets.
  const sentence = (element) => {
    const slots = []; // text nodes: between inline elements and in them, in turns
    for (const child of element.childNodes) {
      const inner = child.firstChild;
      if (child.nodeType === Node.TEXT_NODE) slots.push(child);
      else if (INLINE.has(child.tagName) && child.childNodes.length === 1 && inner.nodeType === Node.TEXT_NODE) {
        if (child.matches(OTHER)) return false;
        if (slots.length % 2 === 0) slots.push(null);
        slots.push(inner);
      } else return false;
    }
    if (slots.length < 2) return false;
    const whole = slots.map((node, i) => {
      const part = node ? english(node) : '';
      return i % 2 ? `[${part}]` : part;
    }).join('');
    const translation = words?.whole(tidy(whole));
    if (!translation) return false;
    const parts = translation.split(/[[\]]/);
    slots.forEach((node, i) => node && put(node, parts[i], i === 0, i === slots.length - 1));
    [...element.children].forEach(attributes);
    return true;
  };

  // put sets a part of a sentence; the white space around the sentence stays.
  const put = (node, part, isFirst, isLast) => {
    const was = english(node);
    const shown = (isFirst ? was.match(/^\s*/)[0] : '') + part + (isLast ? was.match(/\s*$/)[0] : '');
    replaced.set(node, {text: {english: was, shown}});
    if (shown !== node.data) node.data = shown;
  };

  const visit = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return text(node);
    if (node.nodeType !== Node.ELEMENT_NODE || node.matches(OTHER)) return undefined;
    attributes(node);
    if (!sentence(node)) node.childNodes.forEach(visit);
    return undefined;
  };

  // The function takes the strings of a language, or nothing for English.
  const translate = (strings) => {
    observer.disconnect();
    words = strings && compile(strings);
    visit(document.documentElement);
    if (!words) return;
    const attributeFilter = ATTRIBUTES;
    observer.observe(document.documentElement, {subtree: true, childList: true, characterData: true, attributeFilter});
  };
  // find is for tests.
  return Object.assign(translate, {find: (phrase) => words?.find(phrase)});
})();
