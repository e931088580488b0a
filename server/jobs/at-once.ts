import { setTimeout as pause } from 'node:timers/promises';
import type { InboxPlace } from '#server/database/inboxes.ts';
import type { Services } from '#server/services.ts';
import { startArrivals } from './arrivals.ts';
import type { Working } from './batch.ts';
import type { HeldRun } from './held-start.ts';
import { takeInHand, workAtOnce } from './work-at-once.ts';

/** Inboxes and runs that one process works off at the same time; what comes beyond that goes through the queue, or waits. */
const mostInboxes = 16;
const mostRuns = 8;

/** A flow that is just reading is looked at again after so many milliseconds, so many times; then housekeeping does it. */
const betweenLooks = 50;
const mostLooks = 100;

/**
 * Works off what arrives, in the process at which it arrived, under the name of the worker that lives there; where none
 * lives, the queue hands it out. What comes while a run is made is taken together by the next.
 */
export type AtOnce = {
  wake(place: InboxPlace): void;
  /** From now on what arrives is worked off here. */
  begin(working: Working): void;
  /** From now on the queue hands it out; resolves when nothing is under way. */
  leave(): Promise<void>;
};

export function createAtOnce(services: Services): AtOnce {
  const inboxes = new Map<string, { again: boolean; done: Promise<void> }>();
  let worker: Working | null = null;

  const under = new Set<Promise<void>>();
  const begin = async (working: Working, held: HeldRun) => {
    takeInHand(working, held);
    while (under.size >= mostRuns) await Promise.race(under);
    const work = workAtOnce(working, held);
    under.add(work);
    void work.finally(() => under.delete(work));
  };

  async function drain(place: InboxPlace, state: { again: boolean }) {
    let looks = 0;
    do {
      state.again = false;
      const working = inboxes.size <= mostInboxes ? worker : null;
      const { held, again } = await startArrivals(services, place, working?.worker ?? null);
      if (working) for (const run of held) await begin(working, run);
      if (again && looks < mostLooks) {
        looks += held.length > 0 ? 0 : 1;
        state.again = true;
        if (held.length === 0) await pause(betweenLooks);
      }
    } while (state.again);
  }

  return {
    wake(place) {
      const known = inboxes.get(place.id);
      if (known) {
        known.again = true;
        return;
      }
      const state = { again: false, done: Promise.resolve() };
      inboxes.set(place.id, state);
      // What cannot be started now lies in the inbox, and housekeeping finds it there.
      const failed = (error: unknown) => services.log.error({ err: error }, 'what arrived waits');
      state.done = drain(place, state).catch(failed);
      void state.done.then(() => inboxes.delete(place.id));
    },
    begin(working) {
      worker = working;
    },
    async leave() {
      worker = null;
      await Promise.all([...inboxes.values()].map(({ done }) => done));
      await Promise.all(under);
    },
  };
}
