import { kinds } from '#flows/kinds/index.ts';
import type { Arrival } from '#server/connectors/connector.ts';
import { Json } from '#server/database/json-text.ts';
import type { Run } from '#server/database/runs.ts';
import { type Batch, type Changes, outputOf } from '#server/engine/walk-batch.ts';

/** What the flows that follow this one get of what was just sent. */
export function passedOn(run: Run, { graph, pages, records }: Batch, { steps }: Changes): Arrival[] {
  const byNo = new Map(records.map((record) => [record.no, record]));
  return steps.flatMap(({ no, node, state }): Arrival[] => {
    const record = byNo.get(no);
    if (state.outcome !== 'sent' || !record) return [];
    const { key } = record;
    const start = graph.nodes.find((it) => kinds[it.kind].inputs === 0 && pages.get(it.id)?.has(no));
    const body = {
      key,
      targetId: state.targetId ?? null,
      sent: Json.parse(outputOf({ graph, pages }, record, node)),
      record: start ? Json.parse(outputOf({ graph, pages }, record, start.id)) : null,
    };
    return [{ eventId: `${run.id} ${no} ${node}`, record: { key, title: key, body }, changedAt: null }];
  });
}
