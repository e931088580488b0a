import type { SourceCursor } from '#flows/api/flows.ts';
import { inFlowOrder } from '#flows/check-flow.ts';
import type { FlowNode, Graph } from '#flows/graph.ts';
import { kinds } from '#flows/kinds/index.ts';
import { SourceSettings } from '#flows/kinds/source.ts';
import type { Cursor, Source } from '#server/connectors/connector.ts';
import type { CursorRow } from '#server/database/cursors.ts';
import { PermanentError } from '#server/errors.ts';
import type { Services } from '#server/services.ts';
import { findSource } from './open-node.ts';

/** The nodes at which records come in, in the order of the graph. */
export const startNodes = (graph: Graph): FlowNode[] =>
  inFlowOrder(graph).filter((node) => kinds[node.kind].inputs === 0);

/** The source behind a node, or null while the node cannot be used. */
export async function sourceOf(services: Services, organizationId: string, node: FlowNode): Promise<Source | null> {
  if (!SourceSettings.safeParse(node.settings).success) return null;
  try {
    return await findSource(services, organizationId, node);
  } catch (error) {
    if (error instanceof PermanentError) return null;
    throw error;
  }
}

/** The cursor at which a node's source is read from a moment, or for a period; undefined where the source knows no times. */
export async function cursorAt(
  services: Services,
  organizationId: string,
  node: FlowNode,
  period: { from: Date; until?: Date },
): Promise<Cursor | undefined> {
  const source = await sourceOf(services, organizationId, node);
  const { options } = SourceSettings.parse(node.settings);
  if (!source?.cursorAt || !source.options.safeParse(options).success) return undefined;
  return source.cursorAt(options, period.from, period.until);
}

/** How far each source of a graph has been read, for people. */
export async function describeCursors(
  services: Services,
  organizationId: string,
  graph: Graph,
  rows: CursorRow[],
): Promise<SourceCursor[]> {
  return Promise.all(
    startNodes(graph).map(async (node) => {
      const row = rows.find(({ nodeId }) => nodeId === node.id);
      const source = await sourceOf(services, organizationId, node);
      const moment = row && row.cursor !== null ? source?.momentOf?.(row.cursor) : null;
      return {
        node: node.id,
        cursor: row?.cursor ?? null,
        movedAt: row?.movedAt.toISOString() ?? null,
        moment: moment?.toISOString() ?? null,
        canStartAt: source?.cursorAt !== undefined,
      };
    }),
  );
}
