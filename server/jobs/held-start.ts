import type { FlowNode, Graph } from '#flows/graph.ts';
import { type OpenSource, openSource } from '#server/connections/open-node.ts';
import { startNodes } from '#server/connections/starting-points.ts';
import type { Page } from '#server/connectors/connector.ts';
import { crashPoint } from '#server/crash-point.ts';
import type { HeldBatch } from '#server/database/batches.ts';
import { moveCursors } from '#server/database/cursors.ts';
import type { Transaction } from '#server/database/database.ts';
import type { StartState } from '#server/database/fed-flows.ts';
import { type HeldStart, insertHeldRun } from '#server/database/held-run.ts';
import { arrivedRecord, type NewRecord } from '#server/database/new-batches.ts';
import type { Run } from '#server/database/runs.ts';
import type { Services } from '#server/services.ts';
import { envelope } from './start-run.ts';
import { pinTables } from './value-tables.ts';

/** A run in the hands of this process, with all that is in it: what was read, and the batch that holds it. */
export type HeldRun = { run: Run; graph: Graph; batches: { held: HeldBatch; list: NewRecord[] }[] };

/** The sources of a flow that an inbox feeds, ready to be read. */
export type FedSources = { graph: Graph; sources: (OpenSource & { node: FlowNode })[] };

export async function openFedSources(
  services: Services,
  organizationId: string,
  graph: Graph,
  isFed: (node: FlowNode) => boolean,
): Promise<FedSources> {
  const nodes = startNodes(graph).filter(isFed);
  const open = async (node: FlowNode) => ({ ...(await openSource(services, organizationId, node)), node });
  return { graph, sources: await Promise.all(nodes.map(open)) };
}

type Start = Pick<Run, 'organizationId' | 'flowId' | 'trigger'> & {
  state: StartState;
  fed: FedSources;
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
  { organizationId, flowId, trigger, state, fed, worker, started }: Start,
): Promise<{ made: HeldRun | null; more: boolean }> {
  const read = await readFed(fed, state);
  const more = read.some(({ page }) => page.next !== null);
  const now = services.now();
  const cursors = new Map(read.map(({ node, page }) => [node.id, page.resume]));
  const [first, ...others] = read
    .map(({ node, page }) => page.records.map((record) => arrivedRecord(node.id, record, now)))
    .filter((list) => list.length > 0);
  if (!first) {
    // What arrived was for nobody: without this the same would be looked at again and again.
    await moveCursors(tx, { organizationId, flowId }, cursors, { startedAt: now, now });
    return { made: null, more };
  }
  const tables = await pinTables(tx, organizationId, fed.graph);
  const { version } = state;
  const { run, batches } = await insertHeldRun(
    tx,
    { organizationId, id: services.newId(), flowId, version, trigger, envelope: { ...envelope, tables } },
    [first, ...others],
    { now, holder: worker, cursors, started: more ? null : started },
  );
  crashPoint('CP2');
  const inHand = batches.map((held, index) => ({
    held: { ...held, followed: state.followed },
    list: [first, ...others][index] ?? [],
  }));
  return { made: { run, graph: fed.graph, batches: inHand }, more };
}

async function readFed({ sources }: FedSources, { cursors }: StartState): Promise<{ node: FlowNode; page: Page }[]> {
  const read: { node: FlowNode; page: Page }[] = [];
  for (const { node, source, options, connection } of sources) {
    const context = connection.context(() => undefined);
    read.push({ node, page: await source.read(context, options, cursors[node.id] ?? null) });
  }
  return read;
}
