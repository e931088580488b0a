import type { Language, Words } from './words.ts';

/** A text that depends on `count`. */
export type CountedWords = { one: Words; other: Words };
export type Params = Record<string, string | number>;

/** Picks the language and fills the {parameters}; numbers are written the language's way. */
export function sayIn(language: Language, words: Words | CountedWords, params: Params = {}): string {
  const chosen =
    'other' in words
      ? new Intl.PluralRules(language).select(Number(params.count)) === 'one'
        ? words.one
        : words.other
      : words;
  return chosen[language].replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name];
    if (value === undefined) return whole;
    return typeof value === 'number' ? new Intl.NumberFormat(language).format(value) : value;
  });
}
