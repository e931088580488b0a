import type { ReplayNote } from '#flows/api/runs.ts';
import type { Graph } from '#flows/graph.ts';
import { kinds } from '#flows/kinds/index.ts';
import type { Json } from '#server/connectors/connector.ts';
import type { Queryable } from '#server/database/database.ts';
import { Json as JsonText } from '#server/database/json-text.ts';
import type { NewRecord } from '#server/database/new-batches.ts';
import { type PayloadPage, readBatchPages } from '#server/database/payloads.ts';
import type { Steps } from '#server/engine/record-outcome.ts';
import { outputOf } from '#server/engine/walk-batch.ts';
import { linesInto, lineTo, stepsOf } from '#server/engine/way.ts';
import { PermanentError } from '#server/errors.ts';
import type { ChosenRecord } from './choose-records.ts';

/** Where records begin again, and what goes in there in place of what was stored. */
export type Beginning = { from: ReplayNote['from']; node?: string | undefined; edited?: Json | undefined };

const stepGone = () => new PermanentError({ problem: { code: 'run.step-gone', params: {} } });

/** The step at which the record came in; it must still be where the flow begins. */
export function sourceOf(graph: Graph, row: Pick<ChosenRecord, 'steps'>): string {
  const start = graph.nodes.find((node) => kinds[node.kind].inputs === 0 && row.steps[node.id]);
  if (!start) throw stepGone();
  return start.id;
}

/** The records as they enter a new run: with the steps they keep, and what left each of those. */
export async function recordsAgain(
  db: Queryable,
  graph: Graph,
  rows: ChosenRecord[],
  beginning: Beginning,
): Promise<NewRecord[]> {
  if (beginning.node && !graph.nodes.some((node) => node.id === beginning.node)) throw stepGone();
  const read = new Map<string, Map<string, PayloadPage>>();
  const list: NewRecord[] = [];
  for (const row of rows) {
    const name = `${row.runId} ${row.batchNo}`;
    const batch = read.get(name) ?? (await readBatchPages(db, row, 'output'));
    read.set(name, batch);
    const steps = keptSteps(graph, row, beginning);
    const outputs = Object.fromEntries(Object.keys(steps).flatMap((node) => outputAt(batch, node, row.no)));
    const { edited } = beginning;
    if (edited !== undefined) outputs[lastKept(graph, row, steps, beginning)] = JSON.stringify(edited);
    // What a person has edited is new; all else is as old as it was, so that it never goes over what is newer.
    const { version, readOrder } = edited === undefined ? row.age : { version: null, readOrder: undefined };
    const origin = { originRun: row.runId, originNo: row.no };
    list.push({ key: row.key, title: row.title, steps, outputs, ...origin, version: version ?? undefined, readOrder });
  }
  return list;
}

/** What the first step that is done again receives. */
export function inputAgain(graph: Graph, row: ChosenRecord, again: NewRecord, beginning: Beginning): Json {
  const pages = new Map(Object.entries(again.outputs).map(([node, text]) => [node, new Map([[0, text]])]));
  const { steps } = again;
  return JsonText.parse(outputOf({ graph, pages }, { no: 0, steps }, lastKept(graph, row, steps, beginning)));
}

const outputAt = (batch: Map<string, PayloadPage>, node: string, no: number): [string, string][] => {
  const text = batch.get(node)?.get(no);
  return text === undefined ? [] : [[node, text]];
};

/**
 * The steps that the record keeps: those it passed, or left "when it fails", as far as the graph still leads through them
 * and before where it begins again.
 */
function keptSteps(graph: Graph, row: ChosenRecord, { from, node: begin }: Beginning): Steps {
  const start = sourceOf(graph, row);
  const kept: Steps = {};
  const queue = [start];
  for (let node = queue.shift(); node !== undefined; node = queue.shift()) {
    const step = row.steps[node];
    if (!step || (node === begin && node !== start)) continue;
    const left = step.outcome === 'passed' ? 'out' : step.port;
    const lines = graph.edges.filter((edge) => edge.from === node && edge.port === left);
    if (step.outcome !== 'passed' && lines.length === 0) continue;
    kept[node] = step;
    if (from === 'failed' || from === 'node') queue.push(...lines.map((edge) => edge.to));
  }
  return kept;
}

/** The kept step whose content goes into the first step that is done again. */
function lastKept(graph: Graph, row: ChosenRecord, kept: Steps, { from, node }: Beginning): string {
  const begin = (from === 'node' ? node : from === 'failed' ? row.nodeId : null) ?? '';
  const line = lineTo(graph, kept, begin) ?? linesInto(graph, begin).find((it) => kept[it.from]);
  return line?.from ?? stepsOf(graph).findLast(({ id }) => kept[id])?.id ?? sourceOf(graph, row);
}
