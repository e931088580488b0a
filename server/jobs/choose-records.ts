import { and, desc, eq, inArray, type SQL, sql } from 'drizzle-orm';
import type { RecordFilter } from '#flows/api/replays.ts';
import type { Queryable } from '#server/database/database.ts';
import { keyStartsWith, untried } from '#server/database/record-list.ts';
import { records, runs } from '#server/database/schema.ts';
import type { Age } from '#server/engine/delivery.ts';

/** Which records are tried again: these, every one of a run that needs attention, or all that match. */
export type Choice = { records?: { run: string; no: number }[]; run?: string; filter?: RecordFilter };

/** A record of the log with the version it went through. */
export type ChosenRecord = Omit<typeof records.$inferSelect, 'version'> & {
  /** The flow's version. */
  version: number | null;
  contentDroppedAt: Date | null;
  age: Age;
};

const mostAtOnce = 10_000;

/** Only what was meant to be sent is ever tried again; what a try-out looked at is not. */
export async function chooseRecords(db: Queryable, organizationId: string, choice: Choice): Promise<ChosenRecord[]> {
  const where = and(eq(records.organizationId, organizationId), eq(runs.mode, 'live'), chosenBy(choice));
  const shape = { record: records, version: runs.version, contentDroppedAt: runs.contentDroppedAt, readOrder: orderOf };
  const sameRun = and(eq(runs.organizationId, records.organizationId), eq(runs.id, records.runId));
  const found = choice.filter
    ? await db
        .selectDistinctOn([records.flowId, records.key], shape)
        .from(records)
        .innerJoin(runs, sameRun)
        .where(where)
        .orderBy(records.flowId, records.key, desc(records.at))
        .limit(mostAtOnce)
    : await db
        .select(shape)
        .from(records)
        .innerJoin(runs, sameRun)
        .where(where)
        .orderBy(records.runId, records.no)
        .limit(mostAtOnce);
  return found.map(({ record, readOrder, ...run }) => ({
    ...record,
    ...run,
    age: { version: record.version, readOrder },
  }));
}

/** When the record was read first, however often it has been tried since. */
const orderOf = sql<number>`coalesce(${records.readOrder}, (
  select b.read_order from batches b where b.organization_id = ${records.organizationId} and b.run_id = ${records.runId}
    and b.no = ${records.batchNo}))`.mapWith(Number);

function chosenBy({ records: named = [], run, filter }: Choice): SQL | undefined {
  if (filter) return and(untried, matching(filter));
  if (run) return and(eq(records.runId, run), eq(records.outcome, 'attention'), untried);
  return and(
    inArray(
      records.runId,
      named.map((each) => each.run),
    ),
    inArray(
      sql`(${records.runId}::text || ' ' || ${records.no})`,
      named.map((each) => `${each.run} ${each.no}`),
    ),
  );
}

const matching = ({ outcome, flow, q, problem }: RecordFilter) =>
  and(
    sql`${records.outcome} <> 'waiting'`,
    outcome ? eq(records.outcome, outcome) : undefined,
    flow ? eq(records.flowId, flow) : undefined,
    q ? keyStartsWith(q) : undefined,
    problem ? sql`${records.problem}->>'code' = ${problem}` : undefined,
  );
