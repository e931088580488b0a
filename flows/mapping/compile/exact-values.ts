/**
 * Ways around the library's own functions where they are slow and the result is certain to be the same; null where it is
 * not, and the library's function is called.
 */
export type Shortcut = (first: unknown, second?: unknown, third?: unknown) => unknown;

/** Stands for "the library's own, please"; nothing and null are results. */
export const noShortcut = Symbol('no shortcut');

const plainDecimal = /^-?[0-9]{1,20}(?:\.[0-9]{1,20})?$/;
const unevenSpace = /[\t\n\r]| {2}|^ | $/;
const surrogate = /[\ud800-\udfff]/;

export const shortcuts: ReadonlyMap<string, Shortcut> = new Map<string, Shortcut>([
  // The library tests the same form, that the number is finite, and then reads it.
  ['number', (value) => (typeof value === 'string' && plainDecimal.test(value) ? Number(value) : noShortcut)],
  ['trim', (text) => (typeof text === 'string' && !unevenSpace.test(text) ? text : noShortcut)],
  ['length', (text) => (typeof text === 'string' && !surrogate.test(text) ? text.length : noShortcut)],
  ['substring', substring],
  ['round', round],
]);

/** The library cuts a list of characters; without pairs of surrogates that is the text itself. */
function substring(text: unknown, start: unknown, length: unknown): unknown {
  if (typeof text !== 'string' || typeof start !== 'number' || surrogate.test(text)) return noShortcut;
  const from = text.length + start < 0 ? 0 : start;
  if (typeof length !== 'number') return length === undefined ? text.slice(from) : noShortcut;
  if (length <= 0) return '';
  return text.slice(from, from >= 0 ? from + length : text.length + from + length);
}

/**
 * The library moves the decimal point in the number's text. Moving it by multiplication is off by a few units in the last
 * place, below 1e-7 here, so that away from a half both round to the same whole number; dividing that by a power of ten is
 * exact to the last bit, as is reading it from a text.
 */
function round(value: unknown, precision: unknown): unknown {
  const factor = typeof precision === 'number' ? powersOfTen[precision] : undefined;
  if (typeof value !== 'number' || factor === undefined) return noShortcut;
  const moved = value * factor;
  if (!(Math.abs(moved) < 1e8) || Math.abs(Math.abs(moved % 1) - 0.5) < 1e-6) return noShortcut;
  const whole = Math.round(moved);
  return whole === 0 ? 0 : whole / factor;
}

const powersOfTen: Readonly<Record<number, number>> = { 1: 10, 2: 100, 3: 1e3, 4: 1e4, 5: 1e5, 6: 1e6 };
