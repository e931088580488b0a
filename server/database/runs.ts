import { and, eq, inArray, sql } from 'drizzle-orm';
import type { ReplayNote, RunSummary } from '#flows/api/runs.ts';
import type { Graph } from '#flows/graph.ts';
import type { Problem } from '#flows/problem.ts';
import type { Cursor, SourceRecord } from '#server/connectors/connector.ts';
import { crashPoint, crashPointDuring } from '#server/crash-point.ts';
import { lowWater, mostAhead } from './ahead.ts';
import type { HeldBatch } from './batches.ts';
import { moveCursors } from './cursors.ts';
import type { Database, Queryable, Transaction } from './database.ts';
import {
  arrivedRecord,
  batchSql,
  batchValueCount,
  endOf,
  type NewRecord,
  newBatch,
  stepsBehind,
} from './new-batches.ts';
import { addJob } from './queue.ts';
import { type Asked, batches, type Envelope, type Reading, runs } from './schema.ts';
import { dropSeen, type Given, givenBy, keepSeenSql, nothingGiven } from './seen.ts';
import { statement } from './statement.ts';
import { versionGraph } from './versions.ts';

export type RunPlace = { organizationId: string; runId: string };
export type Run = typeof runs.$inferSelect;

const at = (place: RunPlace) => and(eq(runs.organizationId, place.organizationId), eq(runs.id, place.runId));

export type NewRun = {
  organizationId: string;
  id: string;
  flowId: string;
  version: number | null;
  /** The draft's graph; null when `version` says it. */
  graph: Graph | null;
  mode: RunSummary['mode'];
  trigger: RunSummary['trigger'];
  startedBy: string | null;
  replayOf?: string | null;
  reason?: string | null;
  replay?: ReplayNote | null;
  reading: Reading | null;
  envelope: Envelope;
  now: Date;
};

/** Makes the run's row; with `reading` its first read job is queued in the same transaction. */
export async function insertRun(tx: Transaction, { now, ...run }: NewRun) {
  await tx.insert(runs).values({ ...run, status: 'running', startedAt: now });
  if (run.reading) await addJob(tx, 'read', { organization: run.organizationId, run: run.id });
  await announce(tx, { organizationId: run.organizationId, runId: run.id });
}

export async function findRun(db: Queryable, place: RunPlace): Promise<Run | null> {
  const [run] = await db.select().from(runs).where(at(place));
  return run ?? null;
}

/** The graph a run goes through: the draft it kept, or the version it is pinned to. */
export async function graphOfRun(
  db: Queryable,
  run: Pick<Run, 'organizationId' | 'flowId' | 'graph' | 'version'>,
): Promise<Graph> {
  return run.graph ?? versionGraph(db, run.organizationId, run.flowId, run.version ?? 0);
}

export type ReadPage = {
  node: string;
  records: SourceRecord[];
  next: Cursor | null;
  resume: Cursor;
  moveCursor: boolean;
  /** Each record replaces the one before it. */
  coalesce: boolean;
};

/** When a page is stored, whether its reader leaves it at that, and who has the page's batch in hand. */
export type Storing = { now: Date; leave: boolean; holder: string | null };
/** The run afterwards, whether its reader may read on at once, and the batch as its holder has it. */
export type Stored = { run: Run; goesOn: boolean; batch: HeldBatch | null; list: NewRecord[] };

/** What a step of reading gave, and what is read next; null when nothing is left. */
type Gave = { node: string; list: NewRecord[]; given: Given; replacing?: boolean; reading: Reading | null };

/**
 * Stores one page in one transaction: payload, records, the batch's job, the cursor, and where the reading goes on. Gives
 * the run when the caller may read on at once; a next read job is queued otherwise, and with `leave` in any case.
 */
export async function storePage(db: Database, run: Run, page: ReadPage, how: Storing): Promise<Stored | null> {
  const all = page.records.map((record) => arrivedRecord(page.node, record, how.now));
  const given = run.mode === 'live' ? givenBy(page.node, all) : nothingGiven;
  const list = run.mode === 'live' ? await dropSeen(db, run, page.node, { list: all, given }) : all;
  const replacing = page.coalesce && run.mode === 'live';
  const gave = { node: page.node, list, given, replacing, reading: nextReading(run.reading, page.next) };
  return storeReading(db, run, gave, how, async (tx) => {
    if (!page.moveCursor || page.next !== null) return;
    const cursors = new Map([[page.node, page.resume]]);
    await moveCursors(tx, run, cursors, { startedAt: run.startedAt, now: how.now });
  });
}

/** Stores records that were asked for one by one; the reading goes on with those that are `left`. */
export async function storeAsked(db: Database, run: Run, list: NewRecord[], left: Asked[], now: Date) {
  const reading = run.reading && left.length > 0 ? { ...run.reading, attempts: 0, asked: left } : null;
  const gave = { node: run.reading?.node ?? '', list, given: nothingGiven, reading };
  await storeReading(db, run, gave, { now, leave: true, holder: null });
}

/**
 * What this commits need not wait for the disk: the log is written in its order, so that the claims before a sending
 * carry it there, and what is lost before that is read again.
 */
const quickCommit = ` set_config('synchronous_commit', 'off', true),`;

const storeSql = `
  with ${batchSql},
  ${keepSeenSql(batchValueCount + 1, { replacing: batchValueCount, all: batchValueCount + 10 })},
  run as (
    update runs set reading = $${batchValueCount + 6}::jsonb, status = 'running', problem = null,
      batches = batches + (select count(*)::int from batch), open_batches = open_batches + (select count(*)::int from batch),
      read = read + $${batchValueCount + 7}::int, attention = attention + $${batchValueCount + 8}::int,
      steps = add_counts(steps, $${batchValueCount + 9}::jsonb)
    where organization_id = $1::uuid and id = $2::uuid and status <> 'on-hold' and reading = $${batchValueCount + 5}::jsonb
      and (select count(*) from batch) = least($${batchValueCount + 7}::int, 1) and (select count(*) from kept) + (select count(*) from written) >= 0
    returning batches, open_batches as "openBatches", read, stop_requested as "stopRequested")
  select run.*, refuse_stale(run.read is null), (select count(*) from job),${quickCommit}
    exists (select from inboxes i where i.organization_id = $1::uuid and i.id = $${batchValueCount + 1}::uuid) as followed,
    (select read_order::float8 from batch) as "readOrder", pg_notify('koppel_runs', $1::text || ' ' || $2::text)
  from (select 1) as one left join run on true`;
type StoredRow = Pick<Run, 'batches' | 'openBatches' | 'read' | 'stopRequested'> & {
  followed: boolean;
  readOrder: number | null;
};
const store = statement<StoredRow>('store-page', storeSql);

/** Another worker took this step of the reading, or somebody stopped it: what was read is dropped. */
const isStale = (error: unknown) =>
  error instanceof Error && error.cause instanceof Error && 'code' in error.cause && error.cause.code === 'KP001';

/**
 * One step of reading: what it gave, the run's row, and the next read job, in one transaction. All batches of the run
 * meet at its row, so that it is touched last and, as a rule, in the very statement that commits: the run as it was read
 * says where the batch belongs, and the row's condition whether that still holds.
 */
async function storeReading(
  db: Database,
  run: Run,
  gave: Gave,
  { now, leave, holder }: Storing,
  andAlso: (tx: Transaction) => Promise<void> = async () => undefined,
): Promise<Stored | null> {
  const place = { organizationId: run.organizationId, runId: run.id };
  const { list, given, replacing, reading } = gave;
  const { values, held } = newBatch(run, list, { now, holder, replacing });
  values.push(run.flowId, gave.node, given.keys, given.hashes);
  values.push(JSON.stringify(run.reading), reading && JSON.stringify(reading), list.length);
  values.push(list.filter((record) => endOf(record)).length, JSON.stringify(stepsBehind(list)));
  values.push(run.trigger !== 'schedule');
  const storing = async (tx: Queryable): Promise<Stored> => {
    const [row] = await crashPointDuring('CP2', store(tx, values));
    if (!row) throw new Error('A page was stored without an answer');
    const { followed, readOrder, batches, openBatches, read, stopRequested } = row;
    const after = {
      ...run,
      batches,
      openBatches,
      read,
      stopRequested,
      reading,
      status: 'running' as const,
      problem: null,
    };
    return {
      run: after,
      goesOn: reading !== null && !leave,
      batch: readOrder !== null ? { ...held, followed, readOrder } : null,
      list,
    };
  };
  try {
    const stored =
      reading && !leave
        ? await storing(db)
        : await db.transaction(async (tx) => {
            await andAlso(tx);
            const last = await storing(tx);
            if (reading) await queueReading(tx, run);
            if (!reading) await finishIfDone(tx, place, now, 0);
            return last;
          });
    crashPoint('CP3');
    return stored;
  } catch (error) {
    if (isStale(error)) return null;
    throw error;
  }
}

/** Nobody has put the run on hold meanwhile; a page that was being read is read again when it goes on. */
const isNotOnHold = sql`${runs.status} <> 'on-hold'`;

/** Whether the reading is as far ahead as it may be, with `more` batches on top of those the run knows. */
export const isFarAhead = (run: Pick<Run, 'openBatches'>, more = 0) => run.openBatches + more >= mostAhead;

/** Parks a reading that is as far ahead as it may be, for the batch that makes room to wake; false when it may go on. */
export async function parkReading(db: Database, run: Run): Promise<boolean> {
  if (!isFarAhead(run)) return false;
  const [parked] = await db
    .update(runs)
    .set({ reading: sql`${runs.reading} || '{"parked":true}'::jsonb` })
    .where(
      and(
        at({ organizationId: run.organizationId, runId: run.id }),
        sql`${runs.reading} = ${JSON.stringify(run.reading)}::jsonb and ${runs.openBatches} > ${lowWater}`,
      ),
    )
    .returning({ id: runs.id });
  return parked !== undefined;
}

/** Queues the next read job. */
const queueReading = (tx: Transaction, run: Pick<Run, 'organizationId' | 'id'>) =>
  addJob(tx, 'read', { organization: run.organizationId, run: run.id });

function nextReading(reading: Reading | null, next: Cursor | null): Reading | null {
  if (!reading) return null;
  const { parked: _, woken: __, ...rest } = reading;
  if (next !== null) return { ...rest, cursor: next, attempts: 0 };
  const [following, ...later] = reading.later;
  return following ? { ...following, attempts: 0, later } : null;
}

/** Closes `closing` batches, and the run when nothing is left to read or to do. */
async function finishIfDone(tx: Transaction, place: RunPlace, now: Date, closing: 0 | 1) {
  const [run] = await tx
    .update(runs)
    .set({ openBatches: sql`${runs.openBatches} - ${closing}` })
    .where(at(place))
    .returning();
  if (run) await afterClosing(tx, run, now);
  await announce(tx, place);
}

/** A person has put the run on hold, and a person takes it further. */
export const pausedCode = 'run.paused';
const isPaused = ({ problem }: Pick<Run, 'problem'>) => problem?.code === pausedCode;

const startsItself = new Set<Run['trigger']>(['schedule', 'webhook', 'flow']);

/**
 * What follows from a run's row as the last batch left it: the run ends, or a parked reading goes on. One that
 * started by itself and found nothing leaves no trace.
 */
async function afterClosing(tx: Transaction, run: Run, now: Date) {
  const place = { organizationId: run.organizationId, runId: run.id };
  if (run.reading?.parked && run.openBatches <= lowWater) {
    await tx
      .update(runs)
      .set({ reading: sql`${runs.reading} - 'parked'` })
      .where(at(place));
    await queueReading(tx, run);
  }
  if (run.reading !== null || run.openBatches !== 0 || run.endedAt) return;
  const problem = isPaused(run) ? null : run.problem;
  if (startsItself.has(run.trigger) && run.read === 0 && !problem) await tx.delete(runs).where(at(place));
  else
    await tx
      .update(runs)
      .set({ status: endStatus(run), endedAt: now, problem })
      .where(at(place));
}

function endStatus(run: Run): Run['status'] {
  if (run.stopRequested) return 'stopped';
  if (run.problem && run.status === 'failed') return 'failed';
  return run.attention > 0 ? 'attention' : 'done';
}

/** The run as a whole cannot go on reading: it ends as failed once its batches are through. */
export async function failReading(db: Database, place: RunPlace, problem: Problem, now: Date) {
  await db.transaction(async (tx) => {
    const [failed] = await tx
      .update(runs)
      .set({ status: 'failed', problem, reading: null })
      .where(and(at(place), isNotOnHold))
      .returning({ id: runs.id });
    if (failed) await finishIfDone(tx, place, now, 0);
  });
}

/** Reading waits for the other side and goes on at `runAt`. */
export async function postponeReading(
  db: Database,
  run: Run,
  { problem, attempts, runAt }: { problem: Problem; attempts: number; runAt: Date },
) {
  if (!run.reading) return;
  const reading = { ...run.reading, attempts };
  await db.transaction(async (tx) => {
    const [waits] = await tx
      .update(runs)
      .set({ status: 'waiting', problem, reading })
      .where(and(at({ organizationId: run.organizationId, runId: run.id }), isNotOnHold))
      .returning({ id: runs.id });
    if (!waits) return;
    await addJob(tx, 'read', { organization: run.organizationId, run: run.id }, runAt);
    await announce(tx, { organizationId: run.organizationId, runId: run.id });
  });
}

/** Shows that a run waits for the other side, or that it goes on. */
export async function markRun(db: Queryable, place: RunPlace, status: 'running' | 'waiting', problem: Problem | null) {
  await db
    .update(runs)
    .set({ status, problem })
    .where(and(at(place), inArray(runs.status, ['running', 'waiting'])));
  await announce(db, place);
}

const offHold = {
  status: sql`case when ${runs.status} = 'on-hold' then 'running' else ${runs.status} end`,
  problem: sql`case when ${runs.status} = 'on-hold' then null else ${runs.problem} end`,
};

export async function requestStop(db: Database, place: RunPlace, now: Date) {
  await db.transaction(async (tx) => {
    await tx
      .update(runs)
      // What is on hold takes up its batches once more, to end them.
      .set({ stopRequested: true, reading: null, ...offHold })
      .where(and(at(place), sql`${runs.endedAt} is null`));
    const open = await tx
      .select({ no: batches.no })
      .from(batches)
      .where(
        and(eq(batches.organizationId, place.organizationId), eq(batches.runId, place.runId), eq(batches.done, false)),
      );
    for (const { no } of open)
      await addJob(tx, 'batch', { organization: place.organizationId, run: place.runId, batch: no });
    await finishIfDone(tx, place, now, 0);
  });
}

/** Tells every web process that a run moved, once this transaction commits. */
export async function announce(db: Queryable, place: RunPlace) {
  await db.execute(sql`select pg_notify('koppel_runs', ${`${place.organizationId} ${place.runId}`})`);
}
