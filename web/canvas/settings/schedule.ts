import type { SourceSettings } from '#flows/kinds/source.ts';
import { sayIn } from '#flows/say.ts';
import { dailyTime } from '#flows/schedule/cron.ts';
import { nextTimes } from '#flows/schedule/next-times.ts';
import type { Language } from '#flows/words.ts';
import words from '../words.json';

/** The intervals offered, in minutes; null is "only when I run it". */
export const intervals: readonly (number | null)[] = [null, 1, 5, 15, 60];

export type Schedule = Pick<SourceSettings, 'everyMinutes' | 'cron'>;

export function sayInterval(minutes: number | null, language: Language): string {
  if (minutes === null) return sayIn(language, words.onlyByHand);
  if (minutes === 1440) return sayIn(language, words.daily);
  if (minutes % 60 === 0) return sayIn(language, words.everyHours, { count: minutes / 60 });
  return sayIn(language, words.everyMinutes, { count: minutes });
}

/** When a source looks, in a few words. */
export function saySchedule({ everyMinutes, cron }: Schedule, language: Language): string {
  if (cron === null) return sayInterval(everyMinutes, language);
  const time = dailyTime(cron);
  return time === null ? sayIn(language, words.byCron, { cron }) : sayIn(language, words.dailyAt, { time });
}

/** The next three checks; an interval counts from the check that is already known, or from now. */
export function nextChecks({ everyMinutes, cron }: Schedule, zone: string, now: Date, known: Date | null): Date[] {
  if (cron !== null) return nextTimes(cron, zone, now, 3);
  if (everyMinutes === null) return [];
  const first = known ?? now;
  return [0, 1, 2].map((step) => new Date(first.getTime() + step * everyMinutes * 60_000));
}
