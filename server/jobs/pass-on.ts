import { kinds } from '#flows/kinds/index.ts';
import type { Arrival } from '#server/connectors/connector.ts';
import { Json } from '#server/database/json-text.ts';
import type { Run } from '#server/database/runs.ts';
import { type Batch, type Changes, outputOf } from '#server/engine/walk-batch.ts';

/** What the flows that follow this one get of what was just sent. */
export function passedOn(run: Run, { graph, pages, records }: Batch, { steps }: Changes): Arrival[] {
  const keys = new Map(records.map(({ no, key }) => [no, key]));
  return steps.flatMap(({ no, node, state }): Arrival[] => {
    const key = keys.get(no);
    if (state.outcome !== 'sent' || key === undefined) return [];
    const start = graph.nodes.find((it) => kinds[it.kind].inputs === 0 && pages.get(it.id)?.has(no));
    const body = {
      key,
      targetId: state.targetId ?? null,
      sent: Json.parse(outputOf(graph, pages, node, no)),
      record: start ? Json.parse(outputOf(graph, pages, start.id, no)) : null,
    };
    return [{ eventId: `${run.id} ${no} ${node}`, record: { key, title: key, body }, changedAt: null }];
  });
}
