import type { Entry, RecordDetail } from '#flows/api/runs.ts';
import type { FlowNode } from '#flows/graph.ts';
import type { KindId } from '#flows/kinds/ids.ts';
import { kinds } from '#flows/kinds/index.ts';
import type { Words } from '#flows/words.ts';
import { columnsOf } from './step-order.ts';
import words from './words.json';

/** One stop on a record's way whose content can be looked at. */
export type Stage = {
  id: string;
  title: Words;
  /** Which of the entry's parts it shows. */
  part: 'input' | 'output' | 'answer';
  /** null: the step itself left no line in the log. */
  entry: Entry | null;
  node: FlowNode | null;
};

/** What a record is called after a step of this kind; null where it leaves as it came. */
const titles: Record<KindId, Words | null> = {
  source: null,
  datamapper: words.afterMatching,
  filter: null,
  lookup: words.afterLookup,
  target: words.sent,
};

/** Received, After matching, Sent, Answer: as far as the record came. */
export function stagesOf(record: Pick<RecordDetail, 'graph' | 'entries'>): Stage[] {
  const nodes = columnsOf(record.graph).flat();
  const first = nodes.find((node) => kinds[node.kind].inputs === 0) ?? null;
  const entryAt = (node: FlowNode | null) => record.entries.find((entry) => entry.node === node?.id) ?? null;
  const received: Stage = {
    id: 'received',
    title: words.received,
    part: 'input',
    entry: entryAt(first),
    node: first,
  };
  return [received, ...nodes.flatMap((node) => stagesAt(node, entryAt(node)))];
}

function stagesAt(node: FlowNode, entry: Entry | null): Stage[] {
  const title = titles[node.kind];
  if (!entry || !title) return [];
  const tried = entry.outcome === 'would-send';
  const output: Stage = { id: node.id, title: tried ? words.wouldSend : title, part: 'output', entry, node };
  const sends = kinds[node.kind].ports.length === 0;
  if (!sends || tried) return [output];
  return [output, { id: `${node.id}.answer`, title: words.answer, part: 'answer', entry, node }];
}

/** Where to look first: what the other side answered, or what a failed step had to work with, else what became of it. */
export function stageToOpen(stages: Stage[]): string {
  const failed = stages.findIndex((stage) => stage.entry?.problem);
  const output = stages[failed];
  const answer = stages[failed + 1];
  if (!output) return (stages.findLast((stage) => stage.part === 'output') ?? stages[0])?.id ?? 'received';
  if (answer?.part !== 'answer') return stages[Math.max(0, failed - 1)]?.id ?? output.id;
  return answer.entry && answer.entry.exchanges.length > 0 ? answer.id : output.id;
}
