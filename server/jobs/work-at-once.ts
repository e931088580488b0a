import { pagesOf } from '#server/database/new-batches.ts';
import { nameOf, recordsOf, runHeld, stepRunOf, type Working } from './batch.ts';
import type { HeldRun } from './held-start.ts';

/** This process has the batches of a run in hand: whoever keeps house leaves them alone. */
export function takeInHand({ busy }: Working, { batches }: HeldRun) {
  for (const { held } of batches) busy.add(nameOf(held));
}

/** Works a run off in the process that made it, without the queue; what fails here goes there. */
export async function workAtOnce(working: Working, { run, graph, batches }: HeldRun) {
  try {
    const stepRun = await stepRunOf(working, run);
    for (const { held, list } of batches) {
      const [first = 0] = held.rows.keys();
      await runHeld(working, run, held, { graph, run: stepRun, records: recordsOf(held), pages: pagesOf(list, first) });
    }
  } catch (error) {
    // Whoever keeps house queues what nobody has in hand any more.
    working.log.error({ err: error }, 'a run was left to the queue');
  } finally {
    for (const { held } of batches) working.busy.delete(nameOf(held));
  }
}
