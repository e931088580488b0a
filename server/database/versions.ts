import { and, desc, eq } from 'drizzle-orm';
import type { Graph } from '#flows/graph.ts';
import type { Queryable } from './database.ts';
import { flowVersions, people } from './schema.ts';

const of = (organizationId: string, flowId: string) =>
  and(eq(flowVersions.organizationId, organizationId), eq(flowVersions.flowId, flowId));

export async function findVersion(db: Queryable, organizationId: string, flowId: string, version: number) {
  const [row] = await db
    .select({
      version: flowVersions.version,
      note: flowVersions.note,
      publishedAt: flowVersions.publishedAt,
      publishedBy: people.name,
      graph: flowVersions.graph,
    })
    .from(flowVersions)
    .leftJoin(people, eq(people.id, flowVersions.publishedBy))
    .where(and(of(organizationId, flowId), eq(flowVersions.version, version)));
  return row ?? null;
}

/** Graphs of versions, which never change, by flow and version; the oldest make room. */
const known = new Map<string, Graph>();
const mostKnown = 500;

/** The graph of a version that is known to exist: the same object each time, and nobody changes it. */
export async function versionGraph(
  db: Queryable,
  organizationId: string,
  flowId: string,
  version: number,
): Promise<Graph> {
  const name = `${organizationId} ${flowId} ${version}`;
  const before = known.get(name);
  if (before) return before;
  const found = await findVersion(db, organizationId, flowId, version);
  if (!found) throw new Error(`Version ${version} of flow ${flowId} is gone`);
  known.set(name, found.graph);
  for (const oldest of known.keys()) if (known.size > mostKnown) known.delete(oldest);
  return found.graph;
}

export const listVersions = (db: Queryable, organizationId: string, flowId: string) =>
  db
    .select({
      version: flowVersions.version,
      note: flowVersions.note,
      publishedAt: flowVersions.publishedAt,
      publishedBy: people.name,
    })
    .from(flowVersions)
    .leftJoin(people, eq(people.id, flowVersions.publishedBy))
    .where(of(organizationId, flowId))
    .orderBy(desc(flowVersions.version))
    .limit(500);
