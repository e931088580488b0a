import type { FlowNode } from '#flows/graph.ts';
import type { Problem } from '#flows/problem.ts';
import { openTarget } from '#server/connections/open-node.ts';
import { crashPoint } from '#server/crash-point.ts';
import {
  type BatchPlace,
  commitChanges,
  finishBatch,
  type HeldBatch,
  postponeBatch,
  readBatchRecords,
  releaseBatch,
  StaleBatchError,
  takeBatch,
} from '#server/database/batches.ts';
import { jobBug } from '#server/database/bugs.ts';
import { claimDeliveries } from '#server/database/deliveries.ts';
import { readBatchPages } from '#server/database/payloads.ts';
import { addJob } from '#server/database/queue.ts';
import { findRun, graphOfRun, markRun, type Run } from '#server/database/runs.ts';
import { supersededKeys } from '#server/database/seen.ts';
import { endRecords } from '#server/engine/end-records.ts';
import type { EnginePorts } from '#server/engine/runner.ts';
import { type Batch, walkBatch } from '#server/engine/walk-batch.ts';
import type { Services } from '#server/services.ts';
import { startArrivals } from './arrivals.ts';
import { holdRun } from './hold.ts';
import { type Lease, LeaseLostError } from './lease.ts';
import { passedOn } from './pass-on.ts';
import { pauseIfTooSlow } from './slow-formulas.ts';

/** `worker` is who works here, and `busy` what it has in hand. */
export type Working = Services & { lease: Lease; worker: string; busy: Set<string> };

/** When a second job for a batch looks again whether the first is through. */
const lookAgainSeconds = 2;

/** Takes one batch from where it stands; a fault of the program is tried again by the queue, and at last shown. */
export async function runBatch(
  services: Working,
  job: { organization: string; run: string; batch: number },
  lastTry: boolean,
) {
  const place: BatchPlace = { organizationId: job.organization, runId: job.run, batchNo: job.batch };
  const run = await findRun(services.db, place);
  if (!run || run.status === 'on-hold') return;
  const name = `${job.run} ${job.batch}`;
  const taken = services.busy.has(name)
    ? 'held'
    : await takeBatch(services.db, { ...place, flowId: run.flowId }, services.worker);
  if (taken === 'done') return;
  if (taken === 'held')
    return addJob(services.db, 'batch', job, new Date(services.now().getTime() + lookAgainSeconds * 1000));
  services.busy.add(name);
  crashPoint('CP4');
  await work(services, run, { ...place, ...taken, flowId: run.flowId }, lastTry).finally(() =>
    services.busy.delete(name),
  );
}

async function work(services: Working, run: Run, held: HeldBatch, lastTry: boolean) {
  try {
    await walk(services, run, held).catch((error: unknown) => giveBack(services, held, error));
  } catch (error) {
    if (error instanceof StaleBatchError) return;
    if (!lastTry) {
      await releaseBatch(services.db, held);
      throw error;
    }
    await endAll(services, await loadBatch(services, run, held), held, jobBug(error));
  }
}

/** Who was away for too long begins again where the batch stands, unless somebody else has it by now. */
async function giveBack({ db, now }: Services, held: HeldBatch, error: unknown) {
  if (!(error instanceof LeaseLostError)) throw error;
  await postponeBatch(db, held, now());
}

async function walk(services: Working, run: Run, held: HeldBatch) {
  const batch = await loadBatch(services, run, held);
  if (run.stopRequested) return endAll(services, batch, held, { code: 'run.stopped', params: {} });
  let passed = false;
  const end = await walkBatch(batch, portsOf(services, run, held), async (changes, stage) => {
    // Before the commit, which may end the run: a run that is stopped must end as such.
    if (run.mode === 'live') await pauseIfTooSlow(services, run, changes);
    const arrivals = held.followed && run.mode === 'live' ? passedOn(run, batch, changes) : [];
    await commitChanges(services.db, held, { ...changes, arrivals }, stage, services.now());
    passed ||= arrivals.length > 0;
    crashPoint('CP9');
  });
  if (passed) await startArrivals(services, { organizationId: run.organizationId, id: run.flowId }, null);
  if (end.closed) return crashPoint('CP10');
  if (end.lost) {
    await holdRun(services, run, end.lost.node, end.lost.error);
    return releaseBatch(services.db, held);
  }
  if (!end.waiting) {
    await finishBatch(services.db, held, services.now());
    return crashPoint('CP10');
  }
  await markRun(services.db, held, 'waiting', null);
  await postponeBatch(services.db, held, end.retryAt ?? services.now());
}

/** What has not ended ends here, with the reason, and a person may try it again. */
async function endAll(services: Services, batch: Batch, held: HeldBatch, problem: Problem) {
  const changes = endRecords(batch, problem, services.now());
  if (changes.steps.length > 0)
    await commitChanges(services.db, held, { ...changes, arrivals: [] }, 'closing', services.now());
  else await finishBatch(services.db, held, services.now());
}

async function loadBatch(services: Services, run: Run, held: HeldBatch): Promise<Batch> {
  const [graph, rows, pages] = await Promise.all([
    graphOfRun(services.db, run),
    readBatchRecords(services.db, held),
    readBatchPages(services.db, held, 'output'),
  ]);
  return {
    graph,
    pages,
    records: rows,
    run: {
      ...{ id: run.id, mode: run.mode, personDecided: run.trigger === 'replay', force: run.replay?.force },
      replacing: held.replacing,
    },
  };
}

function portsOf(services: Working, run: Run, held: HeldBatch): EnginePorts {
  const { cage, now, random, db } = services;
  const mayWrite = services.lease.hold();
  return {
    cage,
    now,
    random,
    openTarget: (node: FlowNode) => openTarget(services, { organizationId: run.organizationId, mayWrite }, node),
    ledger: (node: FlowNode) => ({
      claim: (claims, mayClaim) =>
        claimDeliveries(
          db,
          { organizationId: run.organizationId, flowId: run.flowId, nodeId: node.id },
          { id: run.id, now: now() },
          claims,
          mayClaim,
        ),
      superseded: async (list) =>
        held.replacing && list.length > 0 ? supersededKeys(db, held, list) : new Set<string>(),
    }),
  };
}
