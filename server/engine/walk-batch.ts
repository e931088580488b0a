import type { FlowNode, Graph } from '#flows/graph.ts';
import { failedPort } from '#flows/kinds/kind.ts';
import { crashPoint } from '#server/crash-point.ts';
import type { ConnectionLostError } from '#server/errors.ts';
import type { Exchange } from '#server/outbound/http-client.ts';
import { backOffSeconds } from './back-off.ts';
import type { UnknownValue } from './cage/cage.ts';
import type { Age, DeliveryEnd } from './delivery.ts';
import { type Stand, type StepState, type Steps, standOf } from './record-outcome.ts';
import { type EnginePorts, isFinal, type StepEnd, type StepRecord, type StepResult, type StepRun } from './runner.ts';
import { runners } from './runners.ts';
import { hasManyWays, lineTo, onlyOnWay, problemBefore, stepsOf } from './way.ts';

/** A record of the batch and where it stands. */
export type WalkRecord = Age & { no: number; key: string; steps: Steps };

/** What left a node, by record number; a node that changes nothing has no page. */
export type Pages = Map<string, Map<number, string>>;

export type Batch = { graph: Graph; run: StepRun; records: WalkRecord[]; pages: Pages };

/** What one step did, to be written down in one transaction. */
type StepChange = {
  no: number;
  node: string;
  state: StepState;
  /** The record had not been at the step before. */
  began: boolean;
};
export type Changes = {
  steps: StepChange[];
  /** The outcome of every record that `steps` touched. */
  records: (Stand & { no: number; steps: Steps })[];
  outputs: Pages;
  exchanges: Map<string, Map<number, Exchange[]>>;
  /** What stood in a target before it was changed. */
  before: Pages;
  deliveries: { node: string; ends: DeliveryEnd[] }[];
  /** Values that records looked for in value tables and did not find. */
  unknown?: { no: number; value: UnknownValue }[];
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
    const stands = batch.records.map(({ no, steps }) => ({ no, ...standOf(batch.graph, steps), steps }));
    end.closed = !end.waiting && !end.lost && stands.every(({ outcome }) => outcome !== 'waiting');
    const touched = new Set(changes.steps.map(({ no }) => no));
    changes.records = stands.filter(({ no }) => touched.has(no));
    await commit(changes, end.closed ? 'closing' : sending ? 'before-sending' : 'going-on');
    changes = noChanges();
  };
  for (const node of stepsOf(batch.graph)) {
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

/** What two steps did, one after the other. */
export function bothChanges(first: Changes, second: Changes): Changes {
  if (first.steps.length === 0) return second;
  const records = new Map([...first.records, ...second.records].map((it) => [it.no, it]));
  return {
    steps: [...first.steps, ...second.steps],
    records: [...records.values()],
    outputs: new Map([...first.outputs, ...second.outputs]),
    exchanges: new Map([...first.exchanges, ...second.exchanges]),
    before: new Map([...first.before, ...second.before]),
    deliveries: [...first.deliveries, ...second.deliveries],
    unknown: [...(first.unknown ?? []), ...(second.unknown ?? [])],
  };
}

/** The records that a line brings to this step and that have not ended here. */
function arrivals(batch: Batch, node: FlowNode): StepRecord[] {
  const mayDiffer = runners[node.kind].touchesOutside && hasManyWays(batch.graph);
  return batch.records.flatMap((record) => {
    const { no, key, version, readOrder, steps } = record;
    const state = steps[node.id];
    if (state && state.outcome !== 'waiting') return [];
    const line = lineTo(batch.graph, steps, node.id);
    if (!line) return [];
    const text = outputOf(batch, record, line.from);
    const arrived: StepRecord = { no, key, version, readOrder, text, attempts: state?.attempts ?? 0 };
    const problem = hasFailed(steps) ? problemBefore(batch.graph, steps, node.id) : null;
    if (problem) arrived.problem = problem;
    if (mayDiffer) arrived.only = onlyOnWay(batch.graph, steps, node.id);
    return [arrived];
  });
}

function hasFailed(steps: Steps): boolean {
  for (const node in steps) if (steps[node]?.port !== undefined) return true;
  return false;
}

/** What left a node for one record: its own page, or, where it changed nothing or failed, what came in. */
export function outputOf(
  { graph, pages }: Pick<Batch, 'graph' | 'pages'>,
  record: Pick<WalkRecord, 'no' | 'steps'>,
  node: string,
): string {
  const own = pages.get(node)?.get(record.no);
  if (own !== undefined) return own;
  const line = lineTo(graph, record.steps, node);
  if (line === null) throw new Error(`Record ${record.no} has no content at ${node}`);
  return outputOf({ graph, pages }, record, line.from);
}

function record(batch: Batch, node: FlowNode, step: StepEnd, changes: Changes, ports: EnginePorts) {
  const byNo = new Map(batch.records.map((it) => [it.no, it]));
  const ends: DeliveryEnd[] = [];
  const goesOn = goesOnAfter(batch.graph, node, step);
  const at = ports.now().toISOString();
  for (const result of step.results) {
    const walked = byNo.get(result.no);
    if (!walked) throw new Error(`Step ${node.id} gave a result for a record that is not in the batch`);
    const before = walked.steps[node.id];
    const state = stateOf(result, before, at);
    if (goesOn(result, walked.key)) state.port = failedPort;
    walked.steps = { ...walked.steps, [node.id]: state };
    changes.steps.push({ no: result.no, node: node.id, state, began: before === undefined });
    if (result.output !== undefined) {
      pageOf(changes.outputs, node.id).set(result.no, result.output);
      pageOf(batch.pages, node.id).set(result.no, result.output);
    }
    if (result.exchanges && result.exchanges.length > 0)
      pageOf(changes.exchanges, node.id).set(result.no, result.exchanges);
    if (result.before !== undefined) pageOf(changes.before, node.id).set(result.no, result.before);
    if (result.delivery) ends.push(result.delivery);
    for (const value of result.unknown ?? []) {
      changes.unknown ??= [];
      changes.unknown.push({ no: result.no, value });
    }
  }
  if (ends.length > 0) changes.deliveries.push({ node: node.id, ends });
}

/**
 * Which records leave a step "when it fails". One that may have arrived nevertheless stays for a person to decide: another
 * way would have the same effect a second time.
 */
function goesOnAfter({ edges }: Graph, node: FlowNode, { results }: StepEnd) {
  if (!edges.some((edge) => edge.from === node.id && edge.port === failedPort)) return () => false;
  const uncertain = new Set(results.flatMap(({ delivery }) => (delivery?.state === 'unknown' ? [delivery.key] : [])));
  return ({ outcome }: StepResult, key: string) => outcome === 'attention' && !uncertain.has(key);
}

function stateOf(result: StepResult, before: StepState | undefined, at: string): StepState {
  return {
    outcome: result.outcome,
    at,
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
