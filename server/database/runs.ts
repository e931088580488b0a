import { and, eq, inArray, sql } from 'drizzle-orm';
import type { RunSummary } from '#flows/api/runs.ts';
import type { Graph } from '#flows/graph.ts';
import type { Problem } from '#flows/problem.ts';
import type { Cursor, SourceRecord } from '#server/connectors/connector.ts';
import { moveCursor } from './cursors.ts';
import type { Database, Queryable, Transaction } from './database.ts';
import { arrivedRecord, insertBatch, type NewRecord } from './new-batches.ts';
import { addJob } from './queue.ts';
import { type Asked, batches, type Envelope, flowVersions, type Reading, runs } from './schema.ts';
import { dropSeen } from './seen.ts';

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
  reading: Reading | null;
  envelope: Envelope;
  now: Date;
  /** false: whoever makes the run also works it off, at once; the job only takes over when that process dies. */
  queued?: boolean;
};

/** Makes the run's row; with `reading` its first read job is queued in the same transaction. */
export async function insertRun(tx: Transaction, { now, queued = true, ...run }: NewRun) {
  await tx.insert(runs).values({ ...run, status: 'running', startedAt: now });
  if (run.reading && queued) await addJob(tx, 'read', { organization: run.organizationId, run: run.id });
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
  if (run.graph) return run.graph;
  const [version] = await db
    .select({ graph: flowVersions.graph })
    .from(flowVersions)
    .where(
      and(
        eq(flowVersions.organizationId, run.organizationId),
        eq(flowVersions.flowId, run.flowId),
        eq(flowVersions.version, run.version ?? 0),
      ),
    );
  if (!version) throw new Error('A run points at a version that does not exist');
  return version.graph;
}

export type ReadPage = {
  node: string;
  records: SourceRecord[];
  next: Cursor | null;
  resume: Cursor;
  moveCursor: boolean;
  /** Whether the queue works the run off; else whoever reads it does, at once. */
  queued: boolean;
};

/** Stores one page in one transaction: payload, records, the batch's job, the next page's job, and the cursor. */
export async function storePage(db: Database, run: Run, page: ReadPage, now: Date) {
  await storeReading(db, { ...run, queued: page.queued }, now, async (tx) => {
    const fresh = run.mode === 'live' ? await dropSeen(tx, run, page) : page.records;
    await insertBatch(
      tx,
      { ...run, queued: page.queued },
      fresh.map((record) => arrivedRecord(page.node, record, now)),
      now,
    );
    if (page.moveCursor && page.next === null) {
      const place = { organizationId: run.organizationId, flowId: run.flowId, nodeId: page.node };
      await moveCursor(tx, place, page.resume, { startedAt: run.startedAt, now });
    }
    return nextReading(run.reading, page.next);
  });
}

/** Stores records that were asked for one by one; the reading goes on with those that are `left`. */
export async function storeAsked(db: Database, run: Run, list: NewRecord[], left: Asked[], now: Date) {
  await storeReading(db, run, now, async (tx) => {
    await insertBatch(tx, run, list, now);
    return run.reading && left.length > 0 ? { ...run.reading, attempts: 0, asked: left } : null;
  });
}

/** One step of reading: what `store` writes, the next read job, and the run's row, in one transaction; a second worker at the same step writes nothing. */
async function storeReading(
  db: Database,
  run: Run & { queued?: boolean },
  now: Date,
  store: (tx: Transaction) => Promise<Reading | null>,
) {
  const place = { organizationId: run.organizationId, runId: run.id };
  await db.transaction(async (tx) => {
    const [held] = await tx.select({ reading: runs.reading }).from(runs).where(at(place)).for('update');
    if (JSON.stringify(held?.reading) !== JSON.stringify(run.reading)) return;
    const reading = await store(tx);
    await tx.update(runs).set({ reading, status: 'running', problem: null }).where(at(place));
    if (reading && run.queued !== false) await addJob(tx, 'read', { organization: run.organizationId, run: run.id });
    await finishIfDone(tx, place, now, 0);
  });
}

function nextReading(reading: Reading | null, next: Cursor | null): Reading | null {
  if (!reading) return null;
  if (next !== null) return { ...reading, cursor: next, attempts: 0 };
  const [following, ...later] = reading.later;
  return following ? { ...following, attempts: 0, later } : null;
}

const startsItself = new Set<Run['trigger']>(['schedule', 'webhook', 'flow']);

/** Closes `closing` batches, and the run when nothing is left to read or to do. Runs that started by themselves and found nothing leave no trace. */
export async function finishIfDone(tx: Transaction, place: RunPlace, now: Date, closing: 0 | 1) {
  const [run] = await tx
    .update(runs)
    .set({ openBatches: sql`${runs.openBatches} - ${closing}` })
    .where(at(place))
    .returning();
  if (run && run.reading === null && run.openBatches === 0 && !run.endedAt) {
    if (startsItself.has(run.trigger) && run.read === 0 && !run.problem) await tx.delete(runs).where(at(place));
    else
      await tx
        .update(runs)
        .set({ status: endStatus(run), endedAt: now })
        .where(at(place));
  }
  await announce(tx, place);
}

function endStatus(run: Run): Run['status'] {
  if (run.stopRequested) return 'stopped';
  if (run.problem && run.status === 'failed') return 'failed';
  return run.attention > 0 ? 'attention' : 'done';
}

/** The run as a whole cannot go on reading: it ends as failed once its batches are through. */
export async function failReading(db: Database, place: RunPlace, problem: Problem, now: Date) {
  await db.transaction(async (tx) => {
    await tx.update(runs).set({ status: 'failed', problem, reading: null }).where(at(place));
    await finishIfDone(tx, place, now, 0);
  });
}

/** Reading waits for the other side and goes on at `runAt`. */
export async function postponeReading(db: Database, run: Run, problem: Problem, runAt: Date) {
  if (!run.reading) return;
  const reading = { ...run.reading, attempts: run.reading.attempts + 1 };
  await db.transaction(async (tx) => {
    await tx
      .update(runs)
      .set({ status: 'waiting', problem, reading })
      .where(at({ organizationId: run.organizationId, runId: run.id }));
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

export async function requestStop(db: Database, place: RunPlace, now: Date) {
  await db.transaction(async (tx) => {
    await tx
      .update(runs)
      .set({ stopRequested: true, reading: null })
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
