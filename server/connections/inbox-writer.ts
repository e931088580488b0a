import type { Arrival } from '#server/connectors/connector.ts';
import { keepArrivals } from '#server/database/arrivals.ts';
import type { Database } from '#server/database/database.ts';
import type { InboxPlace } from '#server/database/inboxes.ts';

/** Arrivals that are kept by one statement. */
const mostTogether = 100;

type Waiting = { arrival: Arrival; kept: PromiseWithResolvers<boolean> };
type Line = { place: InboxPlace; waiting: Waiting[] };

/** Keeps an arrival, and says whether it was new; it is in the database when that is said. */
export type InboxWriter = (place: InboxPlace, arrival: Arrival) => Promise<boolean>;

/** What arrives at an inbox while something is being kept there is kept together next: one commit for all of it. */
export function createInboxWriter(db: Database, now: () => Date): InboxWriter {
  const lines = new Map<string, Line>();

  async function keepAll(line: Line) {
    while (line.waiting.length > 0) {
      const some = line.waiting.splice(0, mostTogether);
      try {
        const list = some.map(({ arrival }) => arrival);
        const answers = await keepArrivals(db, line.place, list, now());
        for (const [index, { kept }] of some.entries()) kept.resolve(answers[index] ?? false);
      } catch (error) {
        for (const { kept } of some) kept.reject(error);
      }
    }
    lines.delete(line.place.id);
  }

  return (place, arrival) => {
    const kept = Promise.withResolvers<boolean>();
    const line = lines.get(place.id);
    if (line) line.waiting.push({ arrival, kept });
    else {
      const fresh: Line = { place, waiting: [{ arrival, kept }] };
      lines.set(place.id, fresh);
      void keepAll(fresh);
    }
    return kept.promise;
  };
}
