import { EventEmitter } from 'node:events';
import { Logger, run, type TaskList, type WorkerEvents } from 'graphile-worker';
import type pg from 'pg';
import { taskPayloads } from '#server/database/queue.ts';
import type { Services } from '#server/services.ts';
import { runBatch } from './batch.ts';
import { queueWhatIsLeft } from './hold.ts';
import { startHousekeeping } from './housekeeping.ts';
import { readNextPage } from './read.ts';

/** Jobs that run at the same time in one process. */
const concurrency = 6;

/** Takes jobs from the queue until `stop`, which lets the jobs under way finish. */
export async function startWorker(services: Services, pool: pg.Pool): Promise<{ stop(): Promise<void> }> {
  const taskList: TaskList = {
    read: (payload, { job }) => readNextPage(services, taskPayloads.read.parse(payload), isLastTry(job)),
    takeOver: async (payload) => {
      const { organization, run } = taskPayloads.takeOver.parse(payload);
      await services.db.transaction((tx) => queueWhatIsLeft(tx, { organizationId: organization, runId: run }));
    },
    batch: (payload, { job }) => runBatch(services, taskPayloads.batch.parse(payload), isLastTry(job)),
  };
  const events: WorkerEvents = new EventEmitter();
  const poolId = new Promise<string>((resolve) =>
    events.once('pool:create', ({ workerPool }) => resolve(workerPool.id)),
  );
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
  const housekeeping = startHousekeeping(services, await poolId);
  return {
    async stop() {
      await housekeeping.stop();
      await queue.stop();
    },
  };
}

const isLastTry = (job: { attempts: number; max_attempts: number }) => job.attempts >= job.max_attempts;
