import { and, asc, desc, eq, gt, type SQL, sql } from 'drizzle-orm';
import type { Outcome, RecordSummary } from '#flows/api/runs.ts';
import type { Queryable } from './database.ts';
import { flows, records, runs } from './schema.ts';

const replayedBy = sql<string | null>`(
  select c.run_id from records c
  where c.organization_id = ${records.organizationId} and c.origin_run = ${records.runId} and c.origin_no = ${records.no}
  order by c.at desc limit 1)`;

type Row = {
  record: typeof records.$inferSelect;
  flowName: string;
  mode: RecordSummary['mode'];
  replayedBy: string | null;
};

export const recordSummary = ({ record, flowName, mode, replayedBy: replay }: Row): RecordSummary => ({
  run: record.runId,
  no: record.no,
  key: record.key,
  title: record.title,
  outcome: record.outcome,
  node: record.nodeId,
  problem: record.problem,
  at: record.at.toISOString(),
  flow: { id: record.flowId, name: flowName },
  mode,
  targetId: record.targetId,
  replayedBy: replay,
  otherWay: Object.entries(record.steps).find(([, { port }]) => port)?.[0] ?? null,
});

export function selectRecords(db: Queryable, where: SQL | undefined) {
  return db
    .select({ record: records, flowName: flows.name, mode: runs.mode, replayedBy })
    .from(records)
    .innerJoin(flows, and(eq(flows.organizationId, records.organizationId), eq(flows.id, records.flowId)))
    .innerJoin(runs, and(eq(runs.organizationId, records.organizationId), eq(runs.id, records.runId)))
    .where(where);
}

/** Nobody has tried the record again; of one that was, only its newest try counts. */
export const untried = sql`not exists (select 1 from records c where c.organization_id = ${records.organizationId} and c.origin_run = ${records.runId} and c.origin_no = ${records.no})`;

/** From its beginning, and with wildcards of the pattern language taken literally. */
export const keyStartsWith = (q: string) => sql`${records.key} like ${`${q.replace(/[\\%_]/g, '\\$&')}%`}`;

type RunRecords = {
  organizationId: string;
  run: string;
  outcome?: Outcome;
  node?: string;
  q?: string;
  after?: string;
  limit: number;
};

/** The records of one run in their order. */
export async function listRunRecords(db: Queryable, filter: RunRecords) {
  const rows = await selectRecords(
    db,
    and(
      eq(records.organizationId, filter.organizationId),
      eq(records.runId, filter.run),
      filter.outcome ? eq(records.outcome, filter.outcome) : undefined,
      filter.node ? wasAt(filter.node) : undefined,
      filter.q ? keyStartsWith(filter.q) : undefined,
      filter.after ? gt(records.no, Number(filter.after)) : undefined,
    ),
  )
    .orderBy(asc(records.no))
    .limit(filter.limit + 1);
  const items = rows.slice(0, filter.limit).map(recordSummary);
  return { items, next: rows.length > filter.limit ? String(items.at(-1)?.no) : null };
}

type Search = { organizationId: string; q: string; outcome?: Outcome; flow?: string; after?: string; limit: number };

/** Records across runs, newest first. What needed attention and was tried again is shown by its newest try only. */
export async function searchRecords(db: Queryable, search: Search) {
  const [time, run, no] = search.after?.split('_') ?? [];
  const rows = await selectRecords(
    db,
    and(
      eq(records.organizationId, search.organizationId),
      search.q ? keyStartsWith(search.q) : undefined,
      search.flow ? eq(records.flowId, search.flow) : undefined,
      search.outcome ? eq(records.outcome, search.outcome) : undefined,
      search.outcome === 'attention' ? and(untried, eq(runs.mode, 'live')) : undefined,
      time && run
        ? sql`(${records.at}, ${records.runId}, ${records.no}) < (${time}::timestamptz, ${run}::uuid, ${Number(no)})`
        : undefined,
    ),
  )
    .orderBy(desc(records.at), desc(records.runId), desc(records.no))
    .limit(search.limit + 1);
  const items = rows.slice(0, search.limit).map(recordSummary);
  const last = rows.length > search.limit ? items.at(-1) : undefined;
  return { items, next: last ? `${last.at}_${last.run}_${last.no}` : null };
}

/** Steps are a list whose items begin with the node; rows of Koppel 0.1 hold them by node (see steps-text.ts). */
const wasAt = (node: string) => sql`(${records.steps}::jsonb ? ${node}
  or jsonb_path_exists(${records.steps}::jsonb, '$[*][0] ? (@ == $node)', jsonb_build_object('node', ${node}::text)))`;
