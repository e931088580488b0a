import type { RunSummary } from '#flows/api/runs.ts';
import { sayIn } from '#flows/say.ts';
import type { Language } from '#flows/words.ts';
import { sayDuration } from './duration.ts';
import words from './words.json';

type Told = Pick<RunSummary, 'counts' | 'mode' | 'startedAt' | 'endedAt'>;

/** "12 items checked, 8 sent, 1 needs attention – took 4 sec." */
export function runSentence(language: Language, run: Told, now: number): string {
  const say = (text: Parameters<typeof sayIn>[1], params = {}) => sayIn(language, text, params);
  const sentence = countsSaid(run, say);
  const running = run.endedAt === null;
  const end = run.endedAt === null ? now : Date.parse(run.endedAt);
  const duration = sayDuration(language, end - Date.parse(run.startedAt));
  return say(running ? words.saidSoFar : words.saidTook, { sentence, duration });
}

function countsSaid(
  { counts, mode, endedAt }: Told,
  say: (text: Parameters<typeof sayIn>[1], params?: object) => string,
) {
  if (counts.read === 0) return say(endedAt === null ? words.saidNothingYet : words.saidNothing);
  const parts = [
    [words.saidChecked, counts.read],
    [mode === 'try' ? words.saidWouldSend : words.saidSent, counts.sent],
    [words.saidAlreadyThere, counts.alreadyThere],
    [words.saidLeftOut, counts.leftOut],
    [words.saidAttention, counts.attention],
    [words.saidWaiting, counts.waiting],
  ] as const;
  return parts
    .filter(([, count]) => count > 0)
    .map(([text, count]) => say(text, { count }))
    .join(', ');
}
