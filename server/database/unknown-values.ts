import { and, desc, eq, inArray, sql } from 'drizzle-orm';
import type { Queryable } from './database.ts';
import { unknownValues, valueTables, valueTableVersions } from './schema.ts';
import type { TablePlace } from './value-tables.ts';

export type SeenValue = { tableId: string; value: string; seen: number; recordNo: number };
type Seen = { organizationId: string; runId: string; now: Date };

/** Values that are kept per table: whoever sends thousands of different ones has asked for the wrong field. */
const mostValues = 500;

/** Counts values that records asked for and did not find. Tables that are gone, or have it by now, count nothing. */
export async function countUnknown(db: Queryable, { organizationId, runId, now }: Seen, values: SeenValue[]) {
  for (const { tableId, value, seen, recordNo } of values) {
    await db.execute(sql`
      insert into unknown_values (organization_id, table_id, value, seen, run_id, record_no, seen_at)
      select ${organizationId}, t.id, ${value}, ${seen}, ${runId}, ${recordNo}, ${now.toISOString()}
      from value_tables t
      where t.organization_id = ${organizationId} and t.id = ${tableId} and (
        select count(*) from unknown_values u
        where u.organization_id = t.organization_id and u.table_id = t.id and u.value <> ${value}) < ${mostValues}
      on conflict (organization_id, table_id, value) do update
      set seen = unknown_values.seen + excluded.seen, run_id = excluded.run_id,
        record_no = excluded.record_no, seen_at = excluded.seen_at`);
  }
}

/** What stands in the present version of its table is not unknown any more. */
const stillUnknown = sql`not exists (
  select 1 from ${valueTables} t join ${valueTableVersions} v
    on v.organization_id = t.organization_id and v.table_id = t.id and v.version = t.version
  where t.organization_id = ${unknownValues.organizationId} and t.id = ${unknownValues.tableId}
    and v.rows @> jsonb_build_array(jsonb_build_object('from', ${unknownValues.value})))`;

export const listUnknown = (db: Queryable, { organizationId, id }: TablePlace) =>
  db
    .select({
      value: unknownValues.value,
      seen: unknownValues.seen,
      seenAt: unknownValues.seenAt,
      run: unknownValues.runId,
      no: unknownValues.recordNo,
    })
    .from(unknownValues)
    .where(and(eq(unknownValues.organizationId, organizationId), eq(unknownValues.tableId, id), stillUnknown))
    .orderBy(desc(unknownValues.seen), unknownValues.value)
    .limit(mostValues);

/** How many values are unknown to each table. */
export async function countsOfUnknown(db: Queryable, organizationId: string): Promise<Map<string, number>> {
  const rows = await db
    .select({ table: unknownValues.tableId, values: sql<number>`count(*)::int` })
    .from(unknownValues)
    .where(and(eq(unknownValues.organizationId, organizationId), stillUnknown))
    .groupBy(unknownValues.tableId);
  return new Map(rows.map(({ table, values }) => [table, values]));
}

export const forgetUnknown = (db: Queryable, { organizationId, id }: TablePlace, values: string[]) =>
  db
    .delete(unknownValues)
    .where(
      and(
        eq(unknownValues.organizationId, organizationId),
        eq(unknownValues.tableId, id),
        inArray(unknownValues.value, values),
      ),
    );
