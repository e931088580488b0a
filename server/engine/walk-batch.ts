import type { Outcome } from '#flows/api/runs.ts';
import { inFlowOrder } from '#flows/check-flow.ts';
import type { FlowNode, Graph } from '#flows/graph.ts';
import type { Problem } from '#flows/problem.ts';
import { crashPoint } from '#server/crash-point.ts';
import type { ConnectionLostError } from '#server/errors.ts';
import type { Exchange } from '#server/outbound/http-client.ts';
import { backOffSeconds } from './back-off.ts';
import type { Age, DeliveryEnd } from './delivery.ts';
import { outcomeOf, type StepState, type Steps } from './record-outcome.ts';
import { type EnginePorts, isFinal, type StepEnd, type StepRecord, type StepResult, type StepRun } from './runner.ts';
import { runners } from './runners.ts';

/** A record of the batch and where it stands. */
export type WalkRecord = Age & { no: number; key: string; steps: Steps };

/** What left a node, by record number; a node that changes nothing has no page. */
export type Pages = Map<string, Map<number, string>>;

export type Batch = { graph: Graph; run: StepRun; records: WalkRecord[]; pages: Pages };

/** What one step did, to be written down in one transaction. */
type StepChange = { no: number; node: string; state: StepState };
export type Changes = {
  steps: StepChange[];
  /** The outcome of every record that `steps` touched. */
  records: {
    no: number;
    outcome: Outcome;
    node: string;
    problem: Problem | null;
    targetId: string | null;
    steps: Steps;
  }[];
  outputs: Pages;
  exchanges: Map<string, Map<number, Exchange[]>>;
  /** What stood in a target before it was changed. */
  before: Pages;
  deliveries: { node: string; ends: DeliveryEnd[] }[];
};

/** `before-sending`: all of it is pure, and something is about to be sent. `closing`: nothing of the batch is left to do. */
export type CommitStage = 'before-sending' | 'going-on' | 'closing';

/** How far the batch came: all records ended, or some wait until `retryAt`, or the connection of `lost` is gone. */
export type WalkEnd = {
  waiting: boolean;
  retryAt: Date | null;
  lost: { error: ConnectionLostError; node: FlowNode } | null;
  /** The last commit was told that it was the last. */
  closed: boolean;
};

/**
 * Takes a batch's records from where they stand through the graph, step by step. What is pure runs on in memory; at
 * every step that touches the outside, and at the end, `commit` writes down what happened since.
 */
export async function walkBatch(
  batch: Batch,
  ports: EnginePorts,
  commit: (changes: Changes, stage: CommitStage) => Promise<void>,
): Promise<WalkEnd> {
  let changes = noChanges();
  const end: WalkEnd = { waiting: false, retryAt: null, lost: null, closed: false };
  const write = async (sending = false) => {
    end.closed =
      !end.waiting && !end.lost && batch.records.every((it) => outcomeOf(batch.graph, it.steps) !== 'waiting');
    await commit(changes, end.closed ? 'closing' : sending ? 'before-sending' : 'going-on');
    changes = noChanges();
  };
  for (const node of inFlowOrder(batch.graph)) {
    const arrived = arrivals(batch, node);
    if (arrived.length === 0) continue;
    const runner = runners[node.kind];
    if (runner.touchesOutside && changes.steps.length > 0) await write(true);
    const step = await runner.run({ node, graph: batch.graph, run: batch.run, ports }, arrived);
    if (!runner.touchesOutside) crashPoint('CP5');
    record(batch, node, step, changes, ports);
    settle(end, node, step, batch, ports);
    if (runner.touchesOutside) await write();
  }
  if (changes.steps.length > 0) await write();
  return end;
}

export const noChanges = (): Changes => ({
  ...{ steps: [], records: [], deliveries: [] },
  ...{ outputs: new Map(), exchanges: new Map(), before: new Map() },
});

/** The records that passed the step before this one and have not ended here. */
function arrivals({ graph, records, pages }: Batch, node: FlowNode): StepRecord[] {
  const before = graph.edges.find((edge) => edge.to === node.id)?.from;
  if (before === undefined) return [];
  return records.flatMap(({ no, key, version, readOrder, steps }) => {
    const state = steps[node.id];
    if (steps[before]?.outcome !== 'passed' || (state && state.outcome !== 'waiting')) return [];
    const text = outputOf(graph, pages, before, no);
    return [{ no, key, version, readOrder, text, attempts: state?.attempts ?? 0 }];
  });
}

/** What left a node for one record: its own page, or, where it changed nothing, what came in. */
export function outputOf(graph: Graph, pages: Pages, node: string, no: number): string {
  const own = pages.get(node)?.get(no);
  if (own !== undefined) return own;
  const before = graph.edges.find((edge) => edge.to === node)?.from;
  if (before === undefined) throw new Error(`Record ${no} has no content at ${node}`);
  return outputOf(graph, pages, before, no);
}

function record(batch: Batch, node: FlowNode, step: StepEnd, changes: Changes, ports: EnginePorts) {
  const byNo = new Map(batch.records.map((it) => [it.no, it]));
  const ends: DeliveryEnd[] = [];
  const touched = new Map(changes.records.map((it) => [it.no, it]));
  for (const result of step.results) {
    const walked = byNo.get(result.no);
    if (!walked) throw new Error(`Step ${node.id} gave a result for a record that is not in the batch`);
    const state = stateOf(result, walked.steps[node.id], ports);
    walked.steps = { ...walked.steps, [node.id]: state };
    changes.steps.push({ no: result.no, node: node.id, state });
    if (result.output !== undefined) {
      pageOf(changes.outputs, node.id).set(result.no, result.output);
      pageOf(batch.pages, node.id).set(result.no, result.output);
    }
    if (result.exchanges && result.exchanges.length > 0)
      pageOf(changes.exchanges, node.id).set(result.no, result.exchanges);
    if (result.before !== undefined) pageOf(changes.before, node.id).set(result.no, result.before);
    if (result.delivery) ends.push(result.delivery);
    touched.set(result.no, {
      no: result.no,
      outcome: outcomeOf(batch.graph, walked.steps),
      node: node.id,
      problem: state.problem ?? null,
      targetId: state.targetId ?? null,
      steps: walked.steps,
    });
  }
  changes.records = [...touched.values()];
  if (ends.length > 0) changes.deliveries.push({ node: node.id, ends });
}

function stateOf(result: StepResult, before: StepState | undefined, ports: EnginePorts): StepState {
  return {
    outcome: result.outcome,
    at: ports.now().toISOString(),
    attempts: (before?.attempts ?? 0) + (result.notTried ? 0 : 1),
    ...(result.problem && { problem: result.problem }),
    ...(result.targetId !== undefined && { targetId: result.targetId }),
    ...(result.made && { made: result.made }),
  };
}

function pageOf<Value>(pages: Map<string, Map<number, Value>>, node: string): Map<number, Value> {
  const page = pages.get(node) ?? new Map<number, Value>();
  pages.set(node, page);
  return page;
}

/** The batch comes back when the first waiting record may be tried again. */
function settle(end: WalkEnd, node: FlowNode, step: StepEnd, batch: Batch, ports: EnginePorts) {
  if (step.lost) end.lost ??= { error: step.lost, node };
  for (const result of step.results) {
    if (isFinal(result.outcome) || result.outcome === 'passed') continue;
    end.waiting = true;
    const attempts = batch.records.find((it) => it.no === result.no)?.steps[node.id]?.attempts ?? 1;
    const seconds = backOffSeconds(attempts, result.retryAfterSeconds ?? null, ports.random());
    const at = new Date(ports.now().getTime() + seconds * 1000);
    if (!end.retryAt || at < end.retryAt) end.retryAt = at;
  }
}
