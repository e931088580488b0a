import { kinds } from '#flows/kinds/index.ts';
import { findInbox, keepArrival } from '#server/database/inboxes.ts';
import type { Run } from '#server/database/runs.ts';
import { type Batch, outputOf } from '#server/engine/walk-batch.ts';
import type { Services } from '#server/services.ts';
import { startArrivals } from './arrivals.ts';

/** Hands what a live batch has sent to the flows that follow this one, each record once, however often the batch is walked. */
export async function passOn(services: Services, run: Run, batch: Batch) {
  if (run.mode !== 'live') return;
  const place = { organizationId: run.organizationId, id: run.flowId };
  if (!(await findInbox(services.db, place))) return;
  for (const { no, key, node, targetId } of sentRecords(batch)) {
    const start = batch.graph.nodes.find((it) => kinds[it.kind].inputs === 0 && batch.pages.get(it.id)?.has(no));
    const body = {
      key,
      targetId,
      sent: JSON.parse(outputOf(batch.graph, batch.pages, node, no)),
      record: start ? JSON.parse(outputOf(batch.graph, batch.pages, start.id, no)) : null,
    };
    const arrival = { eventId: `${run.id} ${no} ${node}`, record: { key, title: key, body }, changedAt: null };
    await keepArrival(services.db, place, arrival, services.now());
  }
  await startArrivals(services, place, true);
}

function sentRecords({ records }: Batch) {
  return records.flatMap(({ no, key, steps }) =>
    Object.entries(steps).flatMap(([node, step]) =>
      step.outcome === 'sent' ? [{ no, key, node, targetId: step.targetId ?? null }] : [],
    ),
  );
}
