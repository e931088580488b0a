import { EventEmitter } from 'node:events';
import { type Job, Logger, run, type Task, type TaskList, type WorkerEvents } from 'graphile-worker';
import type pg from 'pg';
import { crashPoint } from '#server/crash-point.ts';
import { taskPayloads } from '#server/database/queue.ts';
import type { Services } from '#server/services.ts';
import { runBatch } from './batch.ts';
import { startHousekeeping } from './housekeeping.ts';
import { createLease } from './lease.ts';
import { readNextPage } from './read.ts';
import { shadowBatch } from './shadow.ts';

/** Jobs that run at the same time in one process. */
const concurrency = 6;

/** Takes jobs from the queue until `stop`, which lets the jobs under way finish. */
export async function startWorker(services: Services, pool: pg.Pool): Promise<{ stop(): Promise<void> }> {
  const events: WorkerEvents = new EventEmitter();
  const poolId = new Promise<string>((resolve) =>
    events.once('pool:create', ({ workerPool }) => resolve(workerPool.id)),
  );
  const lease = createLease();
  const busy = new Set<string>();
  const running = new Set<string>();
  const tracked =
    (task: (payload: unknown, job: Job) => Promise<unknown>): Task =>
    async (payload, { job }) => {
      running.add(job.id);
      await task(payload, job).finally(() => running.delete(job.id));
    };
  const taskList: TaskList = {
    read: tracked((payload, job) => readNextPage(services, taskPayloads.read.parse(payload), isLastTry(job))),
    shadow: tracked((payload, job) => shadowBatch(services, taskPayloads.shadow.parse(payload), isLastTry(job))),
    batch: tracked(async (payload, job) => {
      const working = { ...services, lease, busy, worker: await poolId };
      await runBatch(working, taskPayloads.batch.parse(payload), isLastTry(job));
    }),
  };
  const queue = await run({
    pgPool: pool,
    taskList,
    events,
    concurrency,
    noHandleSignals: true,
    pollInterval: 1000,
    logger: new Logger(() => () => undefined),
    // With graphile-worker's defaults a graceful stop leaves finished jobs locked, and they run again hours later.
    preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
  });
  const housekeeping = startHousekeeping(services, { id: await poolId, lease, running });
  return {
    async stop() {
      await housekeeping.stop();
      crashPoint('CP11');
      await queue.stop();
    },
  };
}

const isLastTry = (job: Job) => job.attempts >= job.max_attempts;
