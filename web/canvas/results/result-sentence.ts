import type { RunSummary } from '#flows/api/runs.ts';
import { sayIn } from '#flows/say.ts';
import { useLanguage } from '#web/words/say.ts';
import words from '../words.json';

/** "12 checked, 9 would be sent, 3 left out": what became of the records, without what did not happen. */
export function useResultSentence() {
  const language = useLanguage((state) => state.language);
  return ({ counts, mode, status }: RunSummary): string => {
    const parts = [
      { count: counts.sent, said: mode === 'try' ? words.wouldBeSent : words.wereSent },
      { count: counts.alreadyThere, said: words.wereThere },
      { count: counts.leftOut, said: words.wereLeftOut },
      { count: counts.attention, said: words.needAttention },
      { count: counts.waiting, said: words.stillWaiting },
    ].filter(({ count }) => count > 0);
    if (counts.read === 0) return sayIn(language, status === 'running' ? words.starting : words.nothingNew);
    const said = parts.map((part) => sayIn(language, part.said, { count: part.count }));
    return [sayIn(language, words.wereChecked, { count: counts.read }), ...said].join(', ');
  };
}
