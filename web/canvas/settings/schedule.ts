import { sayIn } from '#flows/say.ts';
import type { Language } from '#flows/words.ts';
import words from '../words.json';

/** The intervals offered, in minutes; null is "only when I run it". */
export const intervals: readonly (number | null)[] = [null, 1, 5, 15, 60, 1440];

export function sayInterval(minutes: number | null, language: Language): string {
  if (minutes === null) return sayIn(language, words.onlyByHand);
  if (minutes === 1440) return sayIn(language, words.daily);
  if (minutes % 60 === 0) return sayIn(language, words.everyHours, { count: minutes / 60 });
  return sayIn(language, words.everyMinutes, { count: minutes });
}
