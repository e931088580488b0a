import type { FlowNode } from '#flows/graph.ts';
import type { Problem } from '#flows/problem.ts';
import { openLookup, openTarget } from '#server/connections/open-node.ts';
import { crashPoint } from '#server/crash-point.ts';
import {
  type BatchPlace,
  commitAndClaim,
  commitChanges,
  finishBatch,
  type HeldBatch,
  loadHeld,
  postponeBatch,
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
import { type Batch, bothChanges, type Changes, noChanges, walkBatch } from '#server/engine/walk-batch.ts';
import type { Services } from '#server/services.ts';
import { startArrivals } from './arrivals.ts';
import type { Hands } from './hands.ts';
import { holdRun } from './hold.ts';
import { type Lease, LeaseLostError } from './lease.ts';
import { answersOf } from './lookup-answers.ts';
import { momentOf } from './moment.ts';
import { passedOn } from './pass-on.ts';
import { pauseIfTooSlow } from './slow-formulas.ts';
import { countMissed, openTables } from './value-tables.ts';

/** Who works here, what it has in hand, and how much more it can take. */
export type Working = Services & { lease: Lease; worker: string; busy: Set<string>; hands: Hands };

/** When a second job for a batch looks again whether the first is through. */
const lookAgainSeconds = 2;

export const nameOf = ({ runId, batchNo }: Omit<BatchPlace, 'organizationId'>) => `${runId} ${batchNo}`;

/** Takes one batch from where it stands; a fault of the program is tried again by the queue, and at last shown. */
export async function runBatch(
  services: Working,
  job: { organization: string; run: string; batch: number },
  lastTry: boolean,
) {
  const place: BatchPlace = { organizationId: job.organization, runId: job.run, batchNo: job.batch };
  const letGo = await services.hands.take();
  try {
    await takeAndRun(services, place, job, lastTry);
  } finally {
    letGo();
  }
}

async function takeAndRun(
  services: Working,
  place: BatchPlace,
  job: { organization: string; run: string; batch: number },
  lastTry: boolean,
) {
  const run = await findRun(services.db, place);
  if (!run || run.status === 'on-hold') return;
  const name = nameOf(place);
  const isBusy = services.busy.has(name);
  services.busy.add(name);
  try {
    const taken = isBusy ? 'held' : await takeBatch(services.db, { ...place, flowId: run.flowId }, services.worker);
    if (taken === 'done') return;
    if (taken === 'held')
      return await addJob(services.db, 'batch', job, new Date(services.now().getTime() + lookAgainSeconds * 1000));
    crashPoint('CP4');
    const held = await loadHeld(services.db, { ...place, flowId: run.flowId }, taken);
    await work(services, run, held, () => loadBatch(services, run, held), lastTry);
  } finally {
    if (!isBusy) services.busy.delete(name);
  }
}

/** A batch that who made it has in hand from the beginning; what cannot be finished here goes to the queue. */
export async function runHeld(services: Working, run: Run, held: HeldBatch, batch: Batch) {
  crashPoint('CP4');
  const job = { organization: held.organizationId, run: held.runId, batch: held.batchNo };
  try {
    await work(services, run, held, async () => batch, false);
  } catch (error) {
    services.log.warn({ error: String(error) }, 'a batch goes to the queue');
    await addJob(services.db, 'batch', job);
  }
}

async function work(services: Working, run: Run, held: HeldBatch, load: () => Promise<Batch>, lastTry: boolean) {
  try {
    await walk(services, run, held, await load()).catch((error: unknown) => giveBack(services, held, error));
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

async function walk(services: Working, run: Run, held: HeldBatch, batch: Batch) {
  if (run.stopRequested) return endAll(services, batch, held, { code: 'run.stopped', params: {} });
  // What is pure waits for the sending's claims, or for the end of the step that sends: both write it down with their own.
  let waiting = noChanges();
  const takeWaiting = () => {
    const changes = waiting;
    waiting = noChanges();
    return changes;
  };
  let passed = false;
  // Values that no table had, told when what they were looked for is written down.
  const missed: NonNullable<Changes['unknown']> = [];
  const end = await walkBatch(batch, portsOf(services, run, held, takeWaiting), async (changes, stage) => {
    // Before the commit, which may end the run: a run that is stopped must end as such.
    if (run.mode === 'live') await pauseIfTooSlow(services, run, changes);
    missed.push(...(changes.unknown ?? []));
    if (stage === 'before-sending') {
      waiting = changes;
      return;
    }
    const all = bothChanges(takeWaiting(), changes);
    const arrivals = held.followed && run.mode === 'live' ? passedOn(run, batch, all) : [];
    await commitChanges(services.db, held, { ...all, arrivals }, stage, services.now());
    passed ||= arrivals.length > 0;
    crashPoint('CP9');
    await countMissed(services.db, run, missed.splice(0), services.now());
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

/** Where the records of a batch stand; one that is tried again is as old as it was. */
export const recordsOf = (held: HeldBatch): Batch['records'] =>
  [...held.rows.values()].map(({ no, key, version, readOrder, steps }) => ({
    ...{ no, key, version, readOrder: readOrder ?? held.readOrder, steps },
  }));

/** What the steps are told of the run. */
export async function stepRunOf({ db }: Pick<Services, 'db'>, run: Run): Promise<Batch['run']> {
  const { id, mode, trigger, replay } = run;
  const tables = await openTables(db, run.organizationId, run.envelope.tables ?? {});
  return { id, mode, personDecided: trigger === 'replay', force: replay?.force, moment: momentOf(run), tables };
}

async function loadBatch(services: Services, run: Run, held: HeldBatch): Promise<Batch> {
  const [graph, pages, stepRun] = await Promise.all([
    graphOfRun(services.db, run),
    readBatchPages(services.db, held, 'output'),
    stepRunOf(services, run),
  ]);
  return { graph, pages, records: recordsOf(held), run: { ...stepRun, replacing: held.replacing } };
}

function portsOf(services: Working, run: Run, held: HeldBatch, takeWaiting: () => Changes): EnginePorts {
  const { cage, now, random, db } = services;
  const mayWrite = services.lease.hold();
  return {
    cage,
    now,
    random,
    openLookup: (node: FlowNode) => openLookup(services, run.organizationId, node),
    answers: (node: FlowNode) => answersOf(run.id, node.id),
    openTarget: (node: FlowNode) => openTarget(services, { organizationId: run.organizationId, mayWrite }, node),
    ledger: (node: FlowNode) => ({
      isRestored: services.config.restored,
      async claim(claims, mayClaim) {
        const place = { organizationId: run.organizationId, flowId: run.flowId, nodeId: node.id };
        const claiming = { nodeId: node.id, now: now(), claims };
        const fresh = await commitAndClaim(db, held, takeWaiting(), claiming);
        return claimDeliveries(db, place, { id: run.id, now: now() }, { claims, fresh }, mayClaim);
      },
      superseded: async (list) =>
        held.replacing && list.length > 0 ? supersededKeys(db, held, list) : new Set<string>(),
    }),
  };
}
