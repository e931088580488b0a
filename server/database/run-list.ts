import { and, desc, eq, type SQL, sql } from 'drizzle-orm';
import type { RunStatus, RunSummary } from '#flows/api/runs.ts';
import type { Queryable } from './database.ts';
import { flows, people, runs } from './schema.ts';

type Row = { run: typeof runs.$inferSelect; flowName: string; personName: string | null };

/** A run as lists show it; what waits is what has been read and has not ended. */
export function summaryOf({ run, flowName, personName }: Row): RunSummary {
  const {
    id,
    status,
    mode,
    trigger,
    version,
    problem,
    replayOf,
    reason,
    read,
    sent,
    alreadyThere,
    leftOut,
    attention,
  } = run;
  return {
    id,
    status,
    mode,
    trigger,
    version,
    problem,
    replayOf,
    reason,
    flow: { id: run.flowId, name: flowName },
    startedBy: personName,
    counts: { read, sent, alreadyThere, leftOut, attention, waiting: read - sent - alreadyThere - leftOut - attention },
    startedAt: run.startedAt.toISOString(),
    endedAt: run.endedAt?.toISOString() ?? null,
  };
}

function selectRuns(db: Queryable, where: SQL | undefined) {
  return db
    .select({ run: runs, flowName: flows.name, personName: people.name })
    .from(runs)
    .innerJoin(flows, and(eq(flows.organizationId, runs.organizationId), eq(flows.id, runs.flowId)))
    .leftJoin(people, eq(people.id, runs.startedBy))
    .where(where);
}

export async function readRun(db: Queryable, organizationId: string, id: string): Promise<Row | null> {
  const [row] = await selectRuns(db, and(eq(runs.organizationId, organizationId), eq(runs.id, id)));
  return row ?? null;
}

/** Each flow's newest run that sends. */
export async function lastRuns(db: Queryable, organizationId: string): Promise<Map<string, RunSummary>> {
  const newest = sql`${runs.id} in (select distinct on (r.flow_id) r.id from runs r where r.organization_id = ${organizationId} and r.mode = 'live' order by r.flow_id, r.started_at desc)`;
  const rows = await selectRuns(db, and(eq(runs.organizationId, organizationId), newest));
  return new Map(rows.map((row) => [row.run.flowId, summaryOf(row)]));
}

export type RunFilter = {
  flow?: string;
  status?: RunStatus;
  mode?: RunSummary['mode'];
  q?: string;
  after?: string;
  limit: number;
};

/** Newest first; `after` is the start time and id of the last run of the page before. */
export async function listRuns(
  db: Queryable,
  organizationId: string,
  filter: RunFilter,
): Promise<{ items: RunSummary[]; next: string | null }> {
  const [time, id] = filter.after?.split('_') ?? [];
  const rows = await selectRuns(
    db,
    and(
      eq(runs.organizationId, organizationId),
      filter.flow ? eq(runs.flowId, filter.flow) : undefined,
      filter.status ? eq(runs.status, filter.status) : undefined,
      filter.mode ? eq(runs.mode, filter.mode) : undefined,
      filter.q
        ? sql`exists (select 1 from records r where r.organization_id = ${organizationId} and r.run_id = ${runs.id} and r.key = ${filter.q})`
        : undefined,
      time && id
        ? sql`(${runs.startedAt}, ${runs.id}) < (to_timestamp(${Number(time)} / 1000.0), ${id}::uuid)`
        : undefined,
    ),
  )
    .orderBy(desc(runs.startedAt), desc(runs.id))
    .limit(filter.limit + 1);
  const items = rows.slice(0, filter.limit).map(summaryOf);
  const last = rows.length > filter.limit ? items.at(-1) : undefined;
  return { items, next: last ? `${new Date(last.startedAt).getTime()}_${last.id}` : null };
}
