import { crashPoint } from '#server/crash-point.ts';
import { heldAtOnce, pagesOf } from '#server/database/new-batches.ts';
import { recordsOf, runNewBatch, stepRunOf, type Working } from './batch.ts';
import { handToQueue, releaseRun } from './held-runs.ts';
import type { HeldRun } from './held-start.ts';

/** Works a run off in the process that made it, without the queue; when something fails, the queue goes on with it. */
export async function workAtOnce(working: Working, held: HeldRun) {
  const { db, busy, worker, log } = working;
  const { organizationId, id: runId } = held.run;
  const place = { organizationId, runId };
  busy.add(runId);
  crashPoint('CP4');
  try {
    await workBatches(working, held);
    await releaseRun(db, place, worker);
  } catch (error) {
    log.error({ err: error }, 'a run was handed to the queue');
    await handToQueue(db, place, worker);
  } finally {
    busy.delete(runId);
  }
}

async function workBatches(working: Working, { run, graph, lists, readOrders, followed }: HeldRun) {
  const stepRun = await stepRunOf(working, run);
  let first = 0;
  for (const [batchNo, list] of lists.entries()) {
    const readOrder = readOrders[batchNo] ?? 0;
    const held = { ...heldAtOnce({ ...run, batches: batchNo, read: first }, list, readOrder), followed };
    await runNewBatch(working, run, held, {
      graph,
      run: stepRun,
      records: recordsOf(held),
      pages: pagesOf(list, first),
    });
    first += list.length;
  }
}
