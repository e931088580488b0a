import type { LiveEvent } from '#flows/api.ts';
import { hearAnnouncements } from './database/announcements.ts';
import type { Database } from './database/database.ts';
import { readRun, summaryOf } from './database/run-list.ts';
import { graphOfRun } from './database/runs.ts';
import { stepCounts } from './routes/run-answers.ts';

type Listener = (event: LiveEvent) => void;

/** What happens to runs, told to whoever listens for an organization; at most four times a second per run. */
export type LiveEvents = {
  listen(organizationId: string, listener: Listener): () => void;
  close(): Promise<void>;
};

const quietMilliseconds = 250;

export function hearLiveEvents(url: string, db: Database): LiveEvents {
  const listeners = new Map<string, Set<Listener>>();
  const planned = new Map<string, NodeJS.Timeout>();

  const tell = async (organizationId: string, runId: string) => {
    const row = await readRun(db, organizationId, runId);
    if (!row) return;
    const steps = stepCounts(await graphOfRun(db, row.run), row.run.steps);
    for (const listener of listeners.get(organizationId) ?? []) listener({ type: 'run', run: summaryOf(row), steps });
  };

  const announcements = hearAnnouncements(url, (organizationId, runId) => {
    if (!listeners.has(organizationId) || planned.has(runId)) return;
    const timer = setTimeout(() => {
      planned.delete(runId);
      // A lost event only delays a number on a screen; the next one brings it.
      tell(organizationId, runId).catch(() => undefined);
    }, quietMilliseconds);
    planned.set(runId, timer);
  });

  return {
    listen(organizationId, listener) {
      const group = listeners.get(organizationId) ?? new Set();
      listeners.set(organizationId, group.add(listener));
      return () => {
        group.delete(listener);
        if (group.size === 0) listeners.delete(organizationId);
      };
    },
    async close() {
      for (const timer of planned.values()) clearTimeout(timer);
      await announcements.close();
    },
  };
}
