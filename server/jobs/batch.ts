import type { FlowNode } from '#flows/graph.ts';
import type { Problem } from '#flows/problem.ts';
import { openTarget } from '#server/connections/open-node.ts';
import {
  type BatchPlace,
  commitChanges,
  finishBatch,
  type HeldBatch,
  postponeBatch,
  readBatchRecords,
  StaleBatchError,
  takeBatch,
} from '#server/database/batches.ts';
import { jobBug } from '#server/database/bugs.ts';
import { claimDeliveries } from '#server/database/deliveries.ts';
import { readBatchPages } from '#server/database/payloads.ts';
import { findRun, graphOfRun, markRun, type Run } from '#server/database/runs.ts';
import { endRecords } from '#server/engine/end-records.ts';
import type { EnginePorts } from '#server/engine/runner.ts';
import { type Batch, walkBatch } from '#server/engine/walk-batch.ts';
import type { Services } from '#server/services.ts';
import { holdRun } from './hold.ts';
import { passOn } from './pass-on.ts';

/** Takes one batch from where it stands; a fault of the program is tried again by the queue, and at last shown. */
export async function runBatch(
  services: Services,
  job: { organization: string; run: string; batch: number },
  lastTry: boolean,
) {
  const place: BatchPlace = { organizationId: job.organization, runId: job.run, batchNo: job.batch };
  const run = await findRun(services.db, place);
  if (!run || run.status === 'on-hold') return;
  const fence = await takeBatch(services.db, place);
  if (fence === null) return;
  const held: HeldBatch = { ...place, flowId: run.flowId, fence };
  try {
    await walk(services, run, held);
  } catch (error) {
    if (error instanceof StaleBatchError) return;
    if (!lastTry) throw error;
    await endAll(services, await loadBatch(services, run, held), held, jobBug(error));
  }
}

async function walk(services: Services, run: Run, held: HeldBatch) {
  const batch = await loadBatch(services, run, held);
  if (run.stopRequested) return endAll(services, batch, held, { code: 'run.stopped', params: {} });
  const end = await walkBatch(batch, portsOf(services, run), (changes) => commitChanges(services.db, held, changes));
  await passOn(services, run, batch);
  if (end.lost) return holdRun(services, run, end.lost.node, end.lost.error);
  if (!end.waiting) return finishBatch(services.db, held, services.now());
  await markRun(services.db, held, 'waiting', null);
  await postponeBatch(services.db, held, end.retryAt ?? services.now());
}

/** What has not ended ends here, with the reason, and a person may try it again. */
async function endAll(services: Services, batch: Batch, held: HeldBatch, problem: Problem) {
  const changes = endRecords(batch, problem, services.now());
  if (changes.steps.length > 0) await commitChanges(services.db, held, changes);
  await finishBatch(services.db, held, services.now());
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
    records: rows.map(({ no, key, steps }) => ({ no, key, steps })),
    run: { id: run.id, mode: run.mode, personDecided: run.trigger === 'replay' },
  };
}

function portsOf(services: Services, run: Run): EnginePorts {
  const { cage, now, random, db } = services;
  return {
    cage,
    now,
    random,
    openTarget: (node: FlowNode) => openTarget(services, run.organizationId, node),
    ledger: (node: FlowNode) => ({
      claim: (claims, mayClaim) =>
        claimDeliveries(
          db,
          { organizationId: run.organizationId, flowId: run.flowId, nodeId: node.id },
          { id: run.id, now: now() },
          claims,
          mayClaim,
        ),
    }),
  };
}
