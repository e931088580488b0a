import * as z from 'zod';
import type { Graph } from '#flows/graph.ts';
import { SourceSettings } from '#flows/kinds/source.ts';
import { cursorAt, sourceOf, startNodes } from '#server/connections/starting-points.ts';
import type { Cursor } from '#server/connectors/connector.ts';
import { placeCursor } from '#server/database/cursors.ts';
import { type FlowPlace, findFlow, setOn } from '#server/database/flows.ts';
import { ensureInbox } from '#server/database/inboxes.ts';
import type { Services } from '#server/services.ts';

/** Where a flow begins when it is turned on; undefined = where each source was read to. */
export type Beginning = 'now' | 'start' | Date | undefined;

/** Turns a flow on with its sources set to where a person wants it to begin, in one transaction. */
export async function turnOn(
  services: Services,
  place: FlowPlace,
  graph: Graph,
  begin: { from: Beginning; nextCheckAt: Date | null },
) {
  const now = services.now();
  const cursors = await startingCursors(services, place.organizationId, graph, begin.from);
  const pushed = await openInboxes(services, place.organizationId, graph);
  await services.db.transaction(async (tx) => {
    for (const [nodeId, cursor] of cursors) await placeCursor(tx, { ...place, nodeId }, cursor, now);
    // What arrived during the pause is looked at now.
    await setOn(tx, place, true, begin.nextCheckAt ?? (pushed ? now : null));
  });
}

async function startingCursors(
  services: Services,
  organizationId: string,
  graph: Graph,
  from: Beginning,
): Promise<Map<string, Cursor>> {
  const cursors = new Map<string, Cursor>();
  if (from === undefined) return cursors;
  for (const node of startNodes(graph)) {
    const moment = from === 'now' ? services.now() : from;
    const cursor = moment === 'start' ? null : await cursorAt(services, organizationId, node, { from: moment });
    if (cursor !== undefined) cursors.set(node.id, cursor);
  }
  return cursors;
}

/** Opens the inboxes of the flows that a graph follows; true when something feeds it by itself. */
export async function openInboxes(services: Services, organizationId: string, graph: Graph): Promise<boolean> {
  let pushed = false;
  for (const node of startNodes(graph)) {
    const source = await sourceOf(services, organizationId, node);
    if (!source?.pushed) continue;
    pushed = true;
    const { flow } = SourceSettings.parse(node.settings).options;
    const followed = z.uuid().safeParse(flow).data;
    if (followed && (await findFlow(services.db, { organizationId, flowId: followed })))
      await ensureInbox(services.db, { organizationId, id: followed, flowId: followed });
  }
  return pushed;
}
