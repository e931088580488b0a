import { and, eq } from 'drizzle-orm';
import { findRun, type RunPlace } from '#server/database/runs.ts';
import { batches } from '#server/database/schema.ts';
import type { Services } from '#server/services.ts';
import type { Started } from './arrivals.ts';
import { runBatch, type Working } from './batch.ts';
import { handToQueue, releaseRun } from './held-runs.ts';
import { readNextPage } from './read.ts';

/** Pages that one run is worked off with at once; the queue goes on with a longer one. */
const mostPages = 25;

/** Works a run off in this process, in order and without waiting for the queue; when something fails, the queue goes on with it. */
export async function workAtOnce(working: Working, { organizationId, runId }: Started) {
  const { db, busy, worker, log } = working;
  const place = { organizationId, runId };
  busy.add(runId);
  try {
    await releaseRun(db, place, worker, await workOff(working, place));
  } catch (error) {
    log.error({ err: error }, 'a run was handed to the queue');
    await handToQueue(db, place, worker);
  } finally {
    busy.delete(runId);
  }
}

/** True when there is more to read than one process should take for itself. */
async function workOff(working: Working, place: RunPlace): Promise<boolean> {
  const job = { organization: place.organizationId, run: place.runId };
  for (let page = 0; page < mostPages; page += 1) {
    const run = await findRun(working.db, place);
    if (!run?.reading || run.heldBy !== working.worker) return false;
    await readNextPage(working, job, false);
    for (const batch of await openBatches(working, place)) await runBatch(working, { ...job, batch }, false);
  }
  return true;
}

async function openBatches({ db }: Pick<Services, 'db'>, place: { organizationId: string; runId: string }) {
  const open = await db
    .select({ no: batches.no })
    .from(batches)
    .where(
      and(eq(batches.organizationId, place.organizationId), eq(batches.runId, place.runId), eq(batches.done, false)),
    )
    .orderBy(batches.no);
  return open.map(({ no }) => no);
}
