import { create } from 'zustand';
import { type CountedWords, type Params, sayIn } from '#flows/say.ts';
import { type Language, languages, type Words } from '#flows/words.ts';

export type { CountedWords, Params };

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

/** `say(words.save)`; every folder of pages has its texts in four languages in its own words.json. */
export function useSay() {
  const language = useLanguage((state) => state.language);
  return (words: Words | CountedWords, params?: Params) => sayIn(language, words, params);
}
