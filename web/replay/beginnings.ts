import type { RecordDetail, RecordSummary, ReplayNote } from '#flows/api/runs.ts';
import { inFlowOrder } from '#flows/check-flow.ts';
import type { Graph } from '#flows/graph.ts';
import { kinds } from '#flows/kinds/index.ts';

export type Beginning = ReplayNote['from'];

type Tried = Pick<RecordSummary, 'outcome' | 'node'> & { flow: { id: string } };
type Known = Pick<RecordDetail, 'graph' | 'entries' | 'canReadAgain'> & { flow: { id: string } };

/** Where records can begin again. `known` holds one record in full per flow, for what its step and its shop allow. */
export function beginningsFor(records: Tried[], known: Known[]): Beginning[] {
  const failed = records.every((record) => record.outcome === 'attention');
  const readable = known.length > 0 && known.every((each) => each.canReadAgain);
  const [one, ...more] = known;
  const steps = one && more.length === 0 && stepsToBeginAt(one.graph).length > 0;
  return [
    ...(failed ? (['failed'] as const) : []),
    'start',
    ...(readable ? (['source'] as const) : []),
    ...(steps ? (['node'] as const) : []),
  ];
}

/** The steps from which records can go on with what went in there: all but those where they come in. */
export const stepsToBeginAt = (graph: Graph) => inFlowOrder(graph).filter((node) => kinds[node.kind].inputs > 0);

/**
 * What is chosen for a person beforehand: from the failed step, unless everything failed before any step that sends.
 * Then the cause lies in what was received, and only the shop can have it repaired.
 */
export function likelyBeginning(records: Tried[], known: Known[]): Beginning {
  const offered = beginningsFor(records, known);
  const early = records.every((record) =>
    known.some((each) => each.flow.id === record.flow.id && failedBeforeSending(record, each)),
  );
  if (offered.includes('failed')) return offered.includes('source') && early ? 'source' : 'failed';
  return 'start';
}

function failedBeforeSending(record: Tried, { graph, entries }: Known): boolean {
  const sends = (id: string | null) =>
    graph.nodes.some((node) => node.id === id && kinds[node.kind].ports.length === 0);
  const inGraph = graph.nodes.some((node) => node.id === record.node);
  return inGraph && !sends(record.node) && !entries.some((entry) => sends(entry.node));
}
