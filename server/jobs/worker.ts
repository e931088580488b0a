import { EventEmitter } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { type Job, Logger, run, type Task, type TaskList, type WorkerEvents } from 'graphile-worker';
import type pg from 'pg';
import { crashPoint } from '#server/crash-point.ts';
import { taskPayloads } from '#server/database/queue.ts';
import type { Services } from '#server/services.ts';
import type { AtOnce } from './at-once.ts';
import { runBatch } from './batch.ts';
import { createHands } from './hands.ts';
import { startHousekeeping } from './housekeeping.ts';
import { createLease } from './lease.ts';
import { readNextPage } from './read.ts';
import { shadowBatch } from './shadow.ts';

/** Jobs that run at the same time in one process, and how many batches. */
const concurrency = 6;
const handsOfProcess = 5;

/** Between the end of the queue, because the database was away, and the next try to start it. */
const againMilliseconds = 1000;

/** The queue may get stuck while it ends by itself: it counts as ended after this, once no job of it runs any more. */
const givesUpMilliseconds = 3000;

/**
 * Takes jobs from the queue until `stop`, which lets the jobs under way finish. graphile-worker ends by itself when it
 * loses the database for long; then it is started anew, under a new name, and what the old one held is taken over.
 */
export async function startWorker(
  services: Services,
  pool: pg.Pool,
  atOnce: AtOnce,
): Promise<{ stop(): Promise<void> }> {
  let working = await startWorking(services, pool, atOnce);
  let stopped = false;
  const watch = async () => {
    await working.ended;
    while (!stopped) {
      await pause(againMilliseconds);
      try {
        await working.stop();
        working = await startWorking(services, pool, atOnce);
        await working.ended;
      } catch (error) {
        services.log.warn({ error: String(error) }, 'the worker waits for the database');
      }
    }
  };
  void watch();
  return {
    async stop() {
      stopped = true;
      await working.stop();
    },
  };
}

async function startWorking(services: Services, pool: pg.Pool, atOnce: AtOnce) {
  const events: WorkerEvents = new EventEmitter();
  const poolId = new Promise<string>((resolve) =>
    events.once('pool:create', ({ workerPool }) => resolve(workerPool.id)),
  );
  const ends = new Promise((resolve) => events.once('pool:gracefulShutdown', resolve));
  const lease = createLease();
  const busy = new Set<string>();
  const running = new Set<string>();
  const tracked =
    (task: (payload: unknown, job: Job) => Promise<unknown>): Task =>
    async (payload, { job }) => {
      running.add(job.id);
      await task(payload, job).finally(() => running.delete(job.id));
    };
  const hands = createHands(handsOfProcess);
  const working = async () => ({ ...services, lease, busy, hands, worker: await poolId });
  const taskList: TaskList = {
    read: tracked(async (payload, job) =>
      readNextPage(await working(), taskPayloads.read.parse(payload), isLastTry(job)),
    ),
    shadow: tracked((payload, job) => shadowBatch(services, taskPayloads.shadow.parse(payload), isLastTry(job))),
    batch: tracked(async (payload, job) =>
      runBatch(await working(), taskPayloads.batch.parse(payload), isLastTry(job)),
    ),
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
  const id = await poolId;
  const housekeeping = startHousekeeping(services, { id, lease, running, busy });
  await housekeeping.begun;
  atOnce.begin(await working());
  const givenUp = ends.then(async () => {
    do await pause(givesUpMilliseconds, undefined, { ref: false });
    while (running.size > 0);
  });
  const ended = Promise.race([queue.promise, givenUp]).catch((error: unknown) =>
    services.log.warn({ error: String(error) }, 'the queue ended by itself'),
  );
  let hasEnded = false;
  void ended.then(() => {
    hasEnded = true;
  });
  return {
    ended,
    async stop() {
      crashPoint('CP11');
      await atOnce.leave();
      // It beats until its last job has ended: to the others it would be dead, and they would take that job over.
      if (!hasEnded) await queue.stop();
      await housekeeping.stop();
    },
  };
}

const isLastTry = (job: Job) => job.attempts >= job.max_attempts;
