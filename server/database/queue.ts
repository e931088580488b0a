import { sql } from 'drizzle-orm';
import * as z from 'zod';
import type { Queryable } from './database.ts';

/** What each task of the queue is told. The queue lies in the same database: a job commits with what it belongs to. */
export const taskPayloads = {
  read: z.object({ organization: z.string(), run: z.string() }),
  batch: z.object({ organization: z.string(), run: z.string(), batch: z.number() }),
  shadow: z.object({ organization: z.string(), run: z.string(), batch: z.number(), shadow: z.string() }),
} as const;
export type TaskName = keyof typeof taskPayloads;

/** A job that fails again and again is tried so often. */
export const maxAttempts = 5;

/**
 * Queues one job, in the transaction of the caller; `runAt` lets it wait. What reaches the database is how long, because
 * this machine's clock may be wrong, and is set right while the job waits.
 */
export async function addJob<N extends TaskName>(
  db: Queryable,
  task: N,
  payload: z.infer<(typeof taskPayloads)[N]>,
  runAt: Date | null = null,
) {
  const seconds = runAt === null ? 0 : Math.max(0, runAt.getTime() - Date.now()) / 1000;
  await db.execute(
    sql`select graphile_worker.add_job(${task}::text, ${JSON.stringify(payload)}::json, run_at => now() + make_interval(secs => ${seconds}), max_attempts => ${maxAttempts})`,
  );
}
