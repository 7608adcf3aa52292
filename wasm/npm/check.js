import {CoconutError} from './error.js';

// What the engine would refuse, or take for something else, is refused here, by the name of the option. Nothing, as
// undefined or null, stands for the default.

const refuse = (name, value, want, code = 'options') => {
  throw new CoconutError(code, `${name} is ${typeof value === 'string' ? JSON.stringify(value) : String(value)}. `
    + `It must be ${want}.`);
};

/** A whole number of at least `least`. */
export const whole = (name, value, least = 0) => {
  if (value === undefined || value === null) return undefined;
  if (!Number.isSafeInteger(value) || value < least || value > 2 ** 31) {
    refuse(name, value, `a whole number of at least ${least}`);
  }
  return value;
};

/** A seed, which may be larger. */
export const seed = (name, value) => {
  if (value === undefined || value === null) return undefined;
  if (!Number.isSafeInteger(value) || value < 0) refuse(name, value, 'a whole number from 0 to 2^53 - 1');
  return value;
};

/** A number from `least` to `most`. */
export const real = (name, value, least, most) => {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !(value >= least && value <= most)) {
    refuse(name, value, `a number from ${least} to ${most}`);
  }
  return value;
};

/** A text. */
export const text = (name, value) => {
  if (typeof value !== 'string') refuse(name, value, 'a text');
  return value;
};

/** A list, or nothing. */
export const list = (name, value, each = (item) => item) => {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'object' || typeof value[Symbol.iterator] !== 'function') refuse(name, value, 'a list');
  return Array.from(value, each);
};

const ROLES = ['system', 'user', 'assistant'];

/** The messages of a chat, as the engine reads them. */
export const messages = (value) => list('messages', value ?? 0, (message, i) => {
  if (!ROLES.includes(message?.role)) refuse(`messages[${i}].role`, message?.role, ROLES.join(' or '), 'prompt');
  return {role: message.role, text: text(`messages[${i}].content`, message.content)};
});

/** Changes of thoughts, as the engine reads them. */
export const changes = (value) => list('changes', value, (change) => ({
  ...change,
  thought: whole('changes: thought', change?.thought) ?? 0,
  amount: real('changes: amount', change?.amount, 0, 1000),
  seed: seed('changes: seed', change?.seed),
}));
