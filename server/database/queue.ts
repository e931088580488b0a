import { sql } from 'drizzle-orm';
import * as z from 'zod';
import type { Queryable } from './database.ts';

/** What each task of the queue is told. The queue lies in the same database: a job commits with what it belongs to. */
export const taskPayloads = {
  read: z.object({ organization: z.string(), run: z.string() }),
  batch: z.object({ organization: z.string(), run: z.string(), batch: z.number() }),
  /** Goes on with a run whose process died while it worked the run off at once. */
  takeOver: z.object({ organization: z.string(), run: z.string() }),
} as const;
export type TaskName = keyof typeof taskPayloads;

/** Queues one job, in the transaction of the caller; `runAt` lets it wait. */
export async function addJob<N extends TaskName>(
  db: Queryable,
  task: N,
  payload: z.infer<(typeof taskPayloads)[N]>,
  runAt: Date | null = null,
) {
  await db.execute(
    sql`select graphile_worker.add_job(${task}::text, ${JSON.stringify(payload)}::json, run_at => ${runAt?.toISOString() ?? null}::timestamptz, max_attempts => 5)`,
  );
}

const leaseKey = (run: string) => `at-once:${run}`;

/** Puts off when the queue takes a run over from the process that works it off at once. */
export async function leaseRun(db: Queryable, job: z.infer<typeof taskPayloads.takeOver>, until: Date) {
  await db.execute(
    sql`select graphile_worker.add_job('takeOver', ${JSON.stringify(job)}::json, run_at => ${until.toISOString()}::timestamptz, max_attempts => 5, job_key => ${leaseKey(job.run)}::text)`,
  );
}

export async function endLease(db: Queryable, run: string) {
  await db.execute(sql`select graphile_worker.remove_job(${leaseKey(run)}::text)`);
}
