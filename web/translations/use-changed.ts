import type { ValueTableSummary } from '#flows/api/value-tables.ts';
import { useSay } from '#web/words/say.ts';
import { useWhen } from '#web/words/when.ts';
import words from './words.json';

/** Who changed a list last, and when. */
export function useChanged() {
  const say = useSay();
  const { time } = useWhen();
  return ({ changedAt, changedBy }: Pick<ValueTableSummary, 'changedAt' | 'changedBy'>) =>
    changedBy === null ? say(words.withTemplate) : say(words.changed, { when: time(changedAt), who: changedBy });
}
