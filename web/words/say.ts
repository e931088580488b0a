import { create } from 'zustand';
import { type Language, languages, type Words } from '#flows/words.ts';

/** A text that depends on `count`. */
export type CountedWords = { one: Words; other: Words };
export type Params = Record<string, string | number>;

const storageKey = 'koppel.language';

function guessLanguage(): Language {
  const wanted = [localStorage.getItem(storageKey) ?? '', ...navigator.languages].map((tag) =>
    tag.slice(0, 2).toLowerCase(),
  );
  return (
    wanted.map((tag) => languages.find((language) => language === tag)).find((language) => language !== undefined) ??
    'en'
  );
}

/** The language on screen: the person's choice on this browser, else the browser's, else English. */
export const useLanguage = create<{ language: Language; choose(language: Language): void }>((set) => ({
  language: guessLanguage(),
  choose(language) {
    localStorage.setItem(storageKey, language);
    document.documentElement.lang = language;
    set({ language });
  },
}));

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

/** `say(words.save)`; every folder of pages has its texts in four languages in its own words.json. */
export function useSay() {
  const language = useLanguage((state) => state.language);
  return (words: Words | CountedWords, params?: Params) => sayIn(language, words, params);
}
