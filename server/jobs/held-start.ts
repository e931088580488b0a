import type { FlowNode } from '#flows/graph.ts';
import { openSource } from '#server/connections/open-node.ts';
import { startNodes } from '#server/connections/starting-points.ts';
import type { Cursor, Page } from '#server/connectors/connector.ts';
import { crashPoint } from '#server/crash-point.ts';
import type { HeldBatch } from '#server/database/batches.ts';
import type { Transaction } from '#server/database/database.ts';
import type { FedFlow, StartState } from '#server/database/fed-flows.ts';
import { type HeldStart, insertHeldRun } from '#server/database/held-run.ts';
import { arrivedRecord, type NewRecord } from '#server/database/new-batches.ts';
import type { Run } from '#server/database/runs.ts';
import type { Services } from '#server/services.ts';
import { envelope } from './start-run.ts';
import { pinTables } from './value-tables.ts';

/** A run in the hands of this process, with all that is in it: what was read, and the batch that holds it. */
export type HeldRun = { run: Run; graph: FedFlow['graph']; batches: { held: HeldBatch; list: NewRecord[] }[] };

type Start = Pick<Run, 'trigger' | 'organizationId'> & {
  flow: FedFlow;
  state: StartState;
  only(node: FlowNode): boolean;
  /** The worker that will work it off. */
  worker: string;
  started: HeldStart['started'];
};

/**
 * Makes a run of what lies unread in the inboxes of a flow's sources, in one transaction that also says how far they are
 * read. A page per source: `more` says that something is left for the next run, and then the inbox counts as taken up by
 * that one. Null when there was nothing.
 */
export async function startHeldRun(
  services: Services,
  tx: Transaction,
  { organizationId, trigger, flow, state, only, worker, started }: Start,
): Promise<{ made: HeldRun | null; more: boolean }> {
  const read = await readNodes(services, organizationId, startNodes(flow.graph).filter(only), state.cursors);
  const more = read.some(({ page }) => page.next !== null);
  const now = services.now();
  const lists = read
    .map(({ node, page }) => page.records.map((record) => arrivedRecord(node.id, record, now)))
    .filter((list) => list.length > 0);
  if (lists.length === 0) return { made: null, more };
  const tables = await pinTables(tx, organizationId, flow.graph);
  const { run, batches } = await insertHeldRun(
    tx,
    {
      organizationId,
      id: services.newId(),
      flowId: flow.id,
      version: flow.version,
      trigger,
      envelope: { ...envelope, tables },
    },
    lists,
    {
      ...{ now, holder: worker, started: more ? null : started },
      cursors: new Map(read.map(({ node, page }) => [node.id, page.resume])),
    },
  );
  crashPoint('CP2');
  const inHand = batches.map((held, index) => ({
    held: { ...held, followed: state.followed },
    list: lists[index] ?? [],
  }));
  return { made: { run, graph: flow.graph, batches: inHand }, more };
}

async function readNodes(
  services: Services,
  organizationId: string,
  nodes: FlowNode[],
  cursors: Record<string, Cursor>,
): Promise<{ node: FlowNode; page: Page }[]> {
  const read: { node: FlowNode; page: Page }[] = [];
  for (const node of nodes) {
    const { source, options, connection } = await openSource(services, organizationId, node);
    const context = connection.context(() => undefined);
    read.push({ node, page: await source.read(context, options, cursors[node.id] ?? null) });
  }
  return read;
}
