import type { FlowNode, Graph } from '#flows/graph.ts';
import { openSource } from '#server/connections/open-node.ts';
import { startNodes } from '#server/connections/starting-points.ts';
import type { Page } from '#server/connectors/connector.ts';
import { crashPoint } from '#server/crash-point.ts';
import { listCursors, moveCursor } from '#server/database/cursors.ts';
import type { Transaction } from '#server/database/database.ts';
import type { FlowPlace } from '#server/database/flows.ts';
import { arrivedRecord, type NewRecord } from '#server/database/new-batches.ts';
import { insertHeldRun, type Run } from '#server/database/runs.ts';
import type { Services } from '#server/services.ts';
import { envelope } from './start-run.ts';
import { pinTables } from './value-tables.ts';

/** A run with all that is in it: `lists` are its batches, `readOrders` their places in the order of reading. */
type MadeRun = { run: Run; graph: Graph; lists: NewRecord[][]; readOrders: number[] };
/** One that its worker holds; `followed`: other flows are started by what it sends. */
export type HeldRun = MadeRun & { followed: boolean };

type PublishedFlow = FlowPlace & { version: number; graph: Graph };

type Start = { heldBy: string; trigger: Run['trigger']; only(node: FlowNode): boolean };

/**
 * Makes a run of what lies unread in the inboxes of a flow's sources, in one transaction that also says how far they are
 * read. A page per source: `more` says that something is left for the next run. Null when there was nothing.
 */
export async function startHeldRun(
  services: Services,
  tx: Transaction,
  { organizationId, flowId, version, graph }: PublishedFlow,
  { heldBy, trigger, only }: Start,
): Promise<{ made: MadeRun | null; more: boolean }> {
  const read = await readNodes(services, tx, { organizationId, flowId }, startNodes(graph).filter(only));
  const more = read.some(({ page }) => page.next !== null);
  const now = services.now();
  const lists = read
    .map(({ node, page }) => page.records.map((record) => arrivedRecord(node.id, record, now)))
    .filter((list) => list.length > 0);
  const moveOn = async () => {
    for (const { node, page } of read)
      await moveCursor(tx, { organizationId, flowId, nodeId: node.id }, page.resume, { startedAt: now, now });
  };
  if (lists.length === 0) {
    // What arrived was for nobody: without this the same would be looked at again and again.
    await moveOn();
    return { made: null, more };
  }
  const { run, readOrders } = await insertHeldRun(
    tx,
    {
      ...{ organizationId, id: services.newId(), flowId, version, graph: null, mode: 'live' as const },
      ...{ trigger, startedBy: null, heldBy, now },
      envelope: { ...envelope, tables: await pinTables(tx, organizationId, graph) },
    },
    lists,
  );
  await moveOn();
  crashPoint('CP2');
  return { made: { run, graph, lists, readOrders }, more };
}

async function readNodes(services: Services, tx: Transaction, flow: FlowPlace, nodes: FlowNode[]) {
  const cursors = await listCursors(tx, flow);
  const read: { node: FlowNode; page: Page }[] = [];
  for (const node of nodes) {
    const { source, options, connection } = await openSource(services, flow.organizationId, node);
    const cursor = cursors.find(({ nodeId }) => nodeId === node.id)?.cursor ?? null;
    read.push({
      node,
      page: await source.read(
        connection.context(() => undefined),
        options,
        cursor,
      ),
    });
  }
  return read;
}
