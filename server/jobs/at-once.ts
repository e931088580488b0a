import { setTimeout as pause } from 'node:timers/promises';
import type { InboxPlace } from '#server/database/inboxes.ts';
import type { Services } from '#server/services.ts';
import { startArrivals, workAtOnce } from './arrivals.ts';

/** Inboxes that one process works off at the same time; what comes beyond that goes through the queue. */
const mostAtOnce = 16;

/** A flow that is just reading is looked at again after so many milliseconds, so many times; then housekeeping does it. */
const betweenLooks = 50;
const mostLooks = 100;

/** Works off what arrives, in the process at which it arrived. What comes while an inbox is worked off is taken together next. */
export type AtOnce = { wake(place: InboxPlace): void; idle(): Promise<void> };

export function createAtOnce(services: Services): AtOnce {
  const working = new Map<string, { again: boolean; done: Promise<void> }>();

  async function drain(place: InboxPlace, state: { again: boolean }) {
    let looks = 0;
    do {
      state.again = false;
      const { started, busy } = await startArrivals(services, place, false);
      await Promise.all(started.map((run) => workAtOnce(services, run)));
      if (busy && looks < mostLooks) {
        looks += 1;
        state.again = true;
        await pause(betweenLooks);
      }
    } while (state.again);
  }

  return {
    wake(place) {
      const known = working.get(place.id);
      if (known) {
        known.again = true;
        return;
      }
      const state = { again: false, done: Promise.resolve() };
      const work = working.size < mostAtOnce ? drain(place, state) : startArrivals(services, place, true);
      // What cannot be started now lies in the inbox, and housekeeping finds it there.
      const failed = (error: unknown) =>
        services.log.error({ error: error instanceof Error ? error.name : 'unknown' }, 'what arrived waits');
      state.done = Promise.resolve(work).then(() => undefined, failed);
      working.set(place.id, state);
      void state.done.then(() => working.delete(place.id));
    },
    async idle() {
      await Promise.all([...working.values()].map(({ done }) => done));
    },
  };
}
