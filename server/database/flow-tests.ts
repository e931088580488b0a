import { and, asc, eq, sql } from 'drizzle-orm';
import type { Database, Queryable } from './database.ts';
import type { FlowPlace } from './flows.ts';
import { flows, flowTests } from './schema.ts';

export type FlowTestRow = typeof flowTests.$inferSelect;
export type FlowTestPlace = FlowPlace & { no: number };

const ofFlow = (place: FlowPlace) =>
  and(eq(flowTests.organizationId, place.organizationId), eq(flowTests.flowId, place.flowId));
const at = (place: FlowTestPlace) => and(ofFlow(place), eq(flowTests.no, place.no));

export const listFlowTests = (db: Queryable, place: FlowPlace): Promise<FlowTestRow[]> =>
  db.select().from(flowTests).where(ofFlow(place)).orderBy(asc(flowTests.no)).limit(500);

export async function findFlowTest(db: Queryable, place: FlowTestPlace): Promise<FlowTestRow | null> {
  const [row] = await db.select().from(flowTests).where(at(place));
  return row ?? null;
}

/** Keeps a test under the flow's next number. */
export function insertFlowTest(db: Database, test: Omit<FlowTestRow, 'no'>): Promise<FlowTestRow> {
  return db.transaction(async (tx) => {
    // Two people who keep a test at once get two numbers.
    await tx
      .select({ id: flows.id })
      .from(flows)
      .where(and(eq(flows.organizationId, test.organizationId), eq(flows.id, test.flowId)))
      .for('update');
    const [last] = await tx
      .select({ no: sql<number>`coalesce(max(${flowTests.no}), 0)::int` })
      .from(flowTests)
      .where(ofFlow(test));
    const row = { ...test, no: (last?.no ?? 0) + 1 };
    await tx.insert(flowTests).values(row);
    return row;
  });
}

export const changeFlowTest = (
  db: Queryable,
  place: FlowTestPlace,
  changes: Pick<FlowTestRow, 'name' | 'ignored' | 'expected'>,
) => db.update(flowTests).set(changes).where(at(place));

export const deleteFlowTest = (db: Queryable, place: FlowTestPlace) => db.delete(flowTests).where(at(place));
