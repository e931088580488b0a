import type { RunSummary } from '#flows/api/runs.ts';
import { useSay } from '#web/words/say.ts';
import words from './words.json';

/** Who or what started a run, in words. */
export function useStartedBy(): (run: Pick<RunSummary, 'trigger' | 'startedBy'>) => string {
  const say = useSay();
  return ({ trigger, startedBy }) => {
    if (trigger === 'person') return startedBy ?? say(words.byPerson);
    if (trigger === 'replay') return startedBy ? say(words.byReplayOf, { name: startedBy }) : say(words.byReplay);
    if (trigger === 'webhook') return say(words.byWebhook);
    if (trigger === 'flow') return say(words.byFlow);
    return say(trigger === 'schedule' ? words.bySchedule : words.byCommandLine);
  };
}
