import { and, asc, eq, sql } from 'drizzle-orm';
import type { Graph } from '#flows/graph.ts';
import type { Database, Queryable, Transaction } from './database.ts';
import { flows, flowVersions } from './schema.ts';

export type FlowRow = typeof flows.$inferSelect;
export type FlowPlace = { organizationId: string; flowId: string };

const at = (place: FlowPlace) => and(eq(flows.organizationId, place.organizationId), eq(flows.id, place.flowId));

export async function findFlow(db: Queryable, place: FlowPlace): Promise<FlowRow | null> {
  const [row] = await db.select().from(flows).where(at(place));
  return row ?? null;
}

export const listFlows = (db: Queryable, organizationId: string): Promise<FlowRow[]> =>
  db
    .select()
    .from(flows)
    .where(eq(flows.organizationId, organizationId))
    .orderBy(asc(flows.createdAt), asc(flows.id))
    .limit(1000);

export async function insertFlow(
  db: Queryable,
  flow: Pick<FlowRow, 'organizationId' | 'id' | 'name' | 'draft'>,
): Promise<void> {
  await db.insert(flows).values(flow);
}

export const renameFlow = (db: Queryable, place: FlowPlace, name: string) =>
  db.update(flows).set({ name }).where(at(place));
export const deleteFlow = (db: Queryable, place: FlowPlace) => db.delete(flows).where(at(place));

/** Saves a draft made on `revision`; null when somebody saved another since. */
export async function saveDraft(
  db: Database,
  place: FlowPlace,
  draft: Graph,
  revision: number,
): Promise<FlowRow | null> {
  const [row] = await db
    .update(flows)
    .set({ draft, draftRevision: sql`${flows.draftRevision} + 1`, draftSavedAt: sql`now()` })
    .where(and(at(place), eq(flows.draftRevision, revision)))
    .returning();
  return row ?? null;
}

/** Makes the draft the next numbered version. */
export async function publish(
  tx: Transaction,
  place: FlowPlace,
  by: { personId: string | null; note: string },
): Promise<number> {
  const [flow] = await tx.select().from(flows).where(at(place)).for('update');
  if (!flow) throw new Error('The flow is gone');
  const [last] = await tx
    .select({ version: sql<number>`coalesce(max(${flowVersions.version}), 0)::int` })
    .from(flowVersions)
    .where(and(eq(flowVersions.organizationId, place.organizationId), eq(flowVersions.flowId, place.flowId)));
  const version = (last?.version ?? 0) + 1;
  await tx
    .insert(flowVersions)
    .values({ ...place, version, graph: flow.draft, note: by.note, publishedBy: by.personId });
  await tx.update(flows).set({ publishedVersion: version, slowFormulas: 0 }).where(at(place));
  await endPause(tx, place);
  return version;
}

/** A new version, or a person who turns the flow on again, ends the pause of a flow whose formulas were too slow. */
export const endPause = (db: Queryable, place: FlowPlace) =>
  db
    .update(flows)
    .set({ hold: null, slowFormulas: 0 })
    .where(and(at(place), sql`${flows.hold}->>'code' = 'mapping.too-slow'`));

export const setOn = (db: Queryable, place: FlowPlace, isOn: boolean, nextCheckAt: Date | null) =>
  db.update(flows).set({ isOn, nextCheckAt }).where(at(place));
