import { sql } from 'drizzle-orm';
import { sweepSessions } from '#server/access/sessions.ts';
import { forgetArrivals, listForgotten } from '#server/database/inboxes.ts';
import type { Services } from '#server/services.ts';
import { startArrivals } from './arrivals.ts';
import { startDueFlows } from './schedule.ts';

const beatSeconds = 5;
/** A worker that has not beaten for this long is dead; its jobs are handed out again. */
const deadAfterSeconds = 30;

/** An arrival that has waited this long was left behind by its process. */
const forgottenAfterSeconds = 5;
/** Senders repeat for days; as long as an arrival is kept, its repeat is known. */
const arrivalsKeptDays = 30;

/** Every few seconds: show that this worker lives, take over from those that do not, start what is due. */
export function startHousekeeping(services: Services, workerId: string): { stop(): Promise<void> } {
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  let under: Promise<void> = Promise.resolve();

  const turn = async () => {
    // The database may be away for a moment; the next turn does what this one could not.
    await keepHouse(services, workerId).catch((error: unknown) =>
      services.log.warn({ error: String(error) }, 'housekeeping waits'),
    );
    if (!stopped) timer = setTimeout(next, beatSeconds * 1000);
  };
  const next = () => {
    under = turn();
  };
  next();

  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await under;
      await services.db.execute(sql`delete from workers where id = ${workerId}`);
    },
  };
}

async function keepHouse(services: Services, workerId: string) {
  const { db, now } = services;
  await db.execute(
    sql`insert into workers (id, beat_at) values (${workerId}, now()) on conflict (id) do update set beat_at = now()`,
  );
  await takeOver(services);
  await startDueFlows(services);
  await startForgotten(services);
  await sweepSessions(db, now());
}

/** What arrived at a process that died before it could start a run. */
async function startForgotten(services: Services) {
  const { db, now } = services;
  const forgotten = await listForgotten(db, new Date(now().getTime() - forgottenAfterSeconds * 1000));
  for (const inbox of forgotten) await startArrivals(services, inbox, true);
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
