import type { Json } from '#server/connectors/connector.ts';
import type { Answers } from '#server/engine/open-lookup.ts';

/** Answers that one process remembers, of all runs together. */
const mostAnswers = 5000;

const known = new Map<string, Json>();

/** What a run has found out at one step in this process; another process asks once more, which does no harm. */
export function answersOf(runId: string, nodeId: string): Answers {
  const name = (key: string) => `${runId} ${nodeId} ${key}`;
  return {
    get: (key) => known.get(name(key)),
    set(key, answer) {
      known.set(name(key), answer);
      for (const [oldest] of known) {
        if (known.size <= mostAnswers) break;
        known.delete(oldest);
      }
    },
  };
}
