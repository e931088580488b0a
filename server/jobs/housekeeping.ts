import { sql } from 'drizzle-orm';
import { sweepSessions } from '#server/access/sessions.ts';
import { forgetArrivals } from '#server/database/arrivals.ts';
import { listForgotten } from '#server/database/inboxes.ts';
import { addJob } from '#server/database/queue.ts';
import { dropOldContent } from '#server/database/retention.ts';
import type { Services } from '#server/services.ts';
import { startArrivals } from './arrivals.ts';
import { nameOf } from './batch.ts';
import { deadAfterSeconds, type Lease } from './lease.ts';
import { bringForward, startDueFlows } from './schedule.ts';

const beatSeconds = 3;
/** Between the end of a job and the moment the queue has noted it. */
const endsWithinSeconds = 10;

/** A worker's name in the queue, its lease, and what it has in hand: jobs and batches. */
type Worker = { id: string; lease: Lease; running: ReadonlySet<string>; busy: ReadonlySet<string> };

/** This worker's clock was set back when it goes so much slower than the time that passes. */
const setBackSeconds = 5;

/** An arrival that has waited this long was left behind by its process. */
const forgottenAfterSeconds = 5;
/** Senders repeat for days; as long as an arrival is kept, its repeat is known. */
const arrivalsKeptDays = 30;

/** `begun`: the others have seen that this worker lives. */
type Housekeeping = { begun: Promise<void>; stop(): Promise<void> };

/** Every few seconds: show that this worker lives, take over from those that do not, start what is due. */
export function startHousekeeping(services: Services, worker: Worker): Housekeeping {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let under: Promise<void> = Promise.resolve();

  let ahead = Number.POSITIVE_INFINITY;
  const dropped = new Set<string>();

  const turn = async () => {
    // The database may be away for a moment; the next turn does what this one could not.
    await house().catch((error: unknown) => services.log.warn({ err: error }, 'housekeeping waits'));
    if (!stopped) timer = setTimeout(next, beatSeconds * 1000);
  };
  const house = async () => {
    await keepHouse(services, worker, dropped);
    const offset = services.now().getTime() - performance.now();
    // At the start too: it may have been set back while nobody worked.
    if (offset < ahead - setBackSeconds * 1000) await bringForward(services);
    ahead = offset;
  };
  const next = () => {
    under = turn();
  };
  next();

  return {
    begun: under,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await under;
      await services.db.execute(sql`delete from workers where id = ${worker.id}`);
    },
  };
}

async function keepHouse(services: Services, worker: Worker, dropped: Set<string>) {
  const { db, now } = services;
  const sentAt = worker.lease.clock();
  await db.execute(
    sql`insert into workers (id, beat_at) values (${worker.id}, now()) on conflict (id) do update set beat_at = now()`,
  );
  worker.lease.beaten(sentAt);
  await takeBackOwn(services, worker);
  await takeOver(services);
  await queueDropped(services, worker, dropped);
  await startDueFlows(services);
  await startForgotten(services);
  await sweepSessions(db, now());
  const keptSince = new Date(now().getTime() - services.config.keepContentDays * 86_400_000);
  await dropOldContent(db, keptSince, now());
}

/** What arrived at a process that died before it could start a run. */
async function startForgotten(services: Services) {
  const { db, now } = services;
  const forgotten = await listForgotten(db, new Date(now().getTime() - forgottenAfterSeconds * 1000));
  for (const inbox of forgotten) await startArrivals(services, inbox, null);
  await forgetArrivals(db, new Date(now().getTime() - arrivalsKeptDays * 86_400_000));
}

/** graphile-worker itself would hold a dead worker's jobs for four hours. */
async function takeOver({ db }: Services) {
  await db.execute(sql`delete from workers where beat_at < now() - make_interval(secs => ${deadAfterSeconds})`);
  const dead = await db.execute<{ ids: string[] | null }>(sql`
    select array_agg(distinct locked_by) as ids from graphile_worker._private_jobs
    where locked_by is not null and locked_by not in (select id from workers)
      and locked_at < now() - make_interval(secs => ${deadAfterSeconds})`);
  const ids = dead.rows[0]?.ids;
  if (ids && ids.length > 0)
    await db.execute(sql`select graphile_worker.force_unlock_workers(${sql.param(ids)}::text[])`);
}

/**
 * When the database was away as a job ended, the queue could not be told and holds the job for this worker, which no
 * longer knows of it.
 */
async function takeBackOwn({ db }: Services, { id, running }: Worker) {
  await db.execute(sql`
    update graphile_worker._private_jobs set locked_by = null, locked_at = null
    where locked_by = ${id} and locked_at < now() - make_interval(secs => ${endsWithinSeconds})
      and not (id = any(${sql.param([...running])}::bigint[]))`);
}

/**
 * Queues batches that nobody works on: those of dead workers, and those that this one dropped because the database was
 * away as it wanted to give them back. What it seems to have dropped may have been taken this moment, so that it counts
 * only when it seems so twice; `before` remembers.
 */
async function queueDropped({ db }: Services, { id, busy }: Worker, before: Set<string>) {
  const { rows } = await db.execute<{ organization: string; run: string; batch: number; dead: boolean }>(sql`
    select organization_id as organization, run_id as run, no as batch, holder <> ${id} as dead
    from batches where not done and holder is not null and (holder = ${id} or holder not in (select id from workers))`);
  const isBusy = (run: string, batch: number) => busy.has(nameOf({ runId: run, batchNo: batch }));
  const seemsDropped = rows.filter(({ run, batch, dead }) => dead || !isBusy(run, batch));
  const isSure = ({ run, batch, dead }: (typeof rows)[number]) =>
    dead || before.has(nameOf({ runId: run, batchNo: batch }));
  for (const { organization, run, batch, dead } of seemsDropped.filter(isSure)) {
    if (!dead && isBusy(run, batch)) continue;
    await db.transaction(async (tx) => {
      const { rowCount } = await tx.execute(sql`
        update batches set holder = null where organization_id = ${organization} and run_id = ${run} and no = ${batch}
          and not done and holder is not null and (holder = ${id} or holder not in (select id from workers))`);
      if (rowCount) await addJob(tx, 'batch', { organization, run, batch });
    });
  }
  before.clear();
  for (const { run, batch, dead } of seemsDropped) if (!dead) before.add(nameOf({ runId: run, batchNo: batch }));
}
