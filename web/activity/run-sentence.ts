import type { RunSummary } from '#flows/api/runs.ts';
import { sayIn } from '#flows/say.ts';
import type { Language } from '#flows/words.ts';
import { sayDuration } from './duration.ts';
import words from './words.json';

type Told = Pick<RunSummary, 'counts' | 'mode' | 'startedAt' | 'endedAt'>;

/** "12 items checked, 8 sent, 1 needs attention – took 4 sec." */
export function runSentence(language: Language, run: Told, now: number): string {
  const { read } = run.counts;
  const checked = sayIn(language, words.saidChecked, { count: read });
  const sentence = read === 0 ? nothingSaid(language, run) : [checked, ...endingsSaid(language, run)].join(', ');
  const text = run.endedAt === null ? words.saidSoFar : words.saidTook;
  return sayIn(language, text, { sentence, duration: runDuration(language, run, now) });
}

/** "8 sent, 1 needs attention": the same for a row of a list. */
export function countsSentence(language: Language, run: Told): string {
  return endingsSaid(language, run).join(', ') || nothingSaid(language, run);
}

/** How long a run took, or has taken so far. */
export function runDuration(language: Language, { startedAt, endedAt }: Told, now: number): string {
  return sayDuration(language, (endedAt === null ? now : Date.parse(endedAt)) - Date.parse(startedAt));
}

function nothingSaid(language: Language, { endedAt }: Told): string {
  return sayIn(language, endedAt === null ? words.saidNothingYet : words.saidNothing);
}

function endingsSaid(language: Language, { counts, mode }: Told): string[] {
  const endings = [
    [mode === 'try' ? words.saidWouldSend : words.saidSent, counts.sent],
    [words.saidAlreadyThere, counts.alreadyThere],
    [words.saidLeftOut, counts.leftOut],
    [words.saidAttention, counts.attention],
    [words.saidWaiting, counts.waiting],
  ] as const;
  return endings.filter(([, count]) => count > 0).map(([text, count]) => sayIn(language, text, { count }));
}
