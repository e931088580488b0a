import type { FlowNode, Graph } from '#flows/graph.ts';
import { openSource } from '#server/connections/open-node.ts';
import type { Cursor } from '#server/connectors/connector.ts';
import { crashPoint } from '#server/crash-point.ts';
import { jobBug } from '#server/database/bugs.ts';
import { arrivedRecord, type NewRecord, pagesOf } from '#server/database/new-batches.ts';
import {
  failReading,
  findRun,
  graphOfRun,
  isFarAhead,
  parkReading,
  postponeReading,
  type ReadPage,
  type Run,
  storeAsked,
  storePage,
} from '#server/database/runs.ts';
import type { Asked } from '#server/database/schema.ts';
import { backOffSeconds, maximumAttempts } from '#server/engine/back-off.ts';
import type { Batch } from '#server/engine/walk-batch.ts';
import { ConnectionLostError, PermanentError, TemporaryError } from '#server/errors.ts';
import type { Services } from '#server/services.ts';
import { nameOf, recordsOf, runHeld, stepRunOf, type Working } from './batch.ts';
import { holdRun } from './hold.ts';

/** One job reads so many pages at most: a stopping process waits for it, and other runs want their turn. */
const pagesAtOnce = 25;

/** A try-out looks at the newest records only as far as a person would. */
const triedRecords = 100;

/** Reads the run's next pages and stores them; faults of the other side decide what becomes of the run. */
export async function readNextPage(services: Working, job: { organization: string; run: string }, lastTry: boolean) {
  const place = { organizationId: job.organization, runId: job.run };
  const run = await findRun(services.db, place);
  if (!run?.reading || run.endedAt || run.status === 'on-hold' || (await parkReading(services.db, run))) return;
  const graph = await graphOfRun(services.db, run);
  const node = graph.nodes.find((it) => it.id === run.reading?.node);
  if (!node) return failReading(services.db, place, { code: 'run.step-gone', params: {} }, services.now());
  let now = run;
  try {
    if (run.reading.asked) return await readAsked(services, run, node, run.reading.asked);
    const reads = { run, graph, node, stepRun: await stepRunOf(services, run), inHand: [] };
    await readPages(services, reads, (stored) => {
      now = stored;
    });
  } catch (error) {
    await readingFailed(services, now, node, error, lastTry);
  }
}

/**
 * Stores a page while the next one is fetched. `tell` hears of the run after each page: a fault belongs to the page
 * that comes after it.
 */
async function readPages(services: Working, reads: Reads, tell: (run: Run) => void) {
  try {
    await readAndHand(services, reads, tell);
  } finally {
    // A process that stops waits for this job, and with it for the batches that no other job stands for.
    await Promise.all(reads.inHand);
  }
}

/** What is read, and the batches of it that this process has in hand. */
type Reads = { run: Run; graph: Graph; node: FlowNode; stepRun: Batch['run']; inHand: Promise<void>[] };

async function readAndHand(services: Working, reads: Reads, tell: (run: Run) => void) {
  const { run: first, node, inHand } = reads;
  const { source, options, connection } = await openSource(services, first.organizationId, node);
  const context = connection.context(() => undefined);
  const read = (cursor: Cursor | null) => connection.call(() => source.read(context, options, cursor));
  let run = first;
  let page = await read(run.reading?.cursor ?? null);
  for (let count = 1; ; count += 1) {
    const isLive = run.mode === 'live';
    const next = isLive || run.read + page.records.length < triedRecords ? page.next : null;
    const leave = next === null || count >= pagesAtOnce;
    crashPoint('CP1');
    // Settled before it is looked at: a fault of the next page must not stand in the way of this one.
    const ahead = leave || isFarAhead(run, 1) ? null : settled(read(next));
    const coalesce = source.coalesce ?? false;
    const stored = { ...page, next, node: node.id, coalesce, moveCursor: isLive && !run.reading?.backfill };
    const hand = page.records.length > 0 ? await services.hands.takeSoon() : null;
    const after = await storeInHand(services, run, stored, { ...reads, leave, hand });
    if (after?.work) inHand.push(after.work);
    if (!after?.goesOn) return;
    run = after.run;
    tell(run);
    if (await parkReading(services.db, run)) return;
    page = ahead ? (await ahead)() : await read(next);
  }
}

/** Stores a page; with a hand free, its batch begins at once, without the way through the queue. */
async function storeInHand(
  services: Working,
  run: Run,
  page: ReadPage,
  { graph, stepRun, leave, hand }: Pick<Reads, 'graph' | 'stepRun'> & { leave: boolean; hand: (() => void) | null },
): Promise<{ run: Run; goesOn: boolean; work: Promise<void> | null } | null> {
  const { busy, worker } = services;
  const name = nameOf({ runId: run.id, batchNo: run.batches });
  if (hand) busy.add(name);
  const letGo = () => {
    if (!hand) return;
    busy.delete(name);
    hand();
  };
  try {
    const stored = await storePage(services.db, run, page, { now: services.now(), leave, holder: hand && worker });
    if (!stored?.batch || !hand) letGo();
    if (!stored?.batch || !hand) return stored && { ...stored, work: null };
    const { batch, list } = stored;
    const [first = 0] = batch.rows.keys();
    const told = { ...stepRun, replacing: batch.replacing };
    const inMemory = { graph, run: told, records: recordsOf(batch), pages: pagesOf(list, first) };
    const work = runHeld(services, stored.run, batch, inMemory).finally(letGo);
    return { ...stored, work };
  } catch (error) {
    letGo();
    throw error;
  }
}

/** Waits without throwing; what it gives throws what the promise was rejected with. */
const settled = <T>(promise: Promise<T>): Promise<() => T> =>
  promise.then(
    (value) => () => value,
    (error: unknown) => () => {
      throw error;
    },
  );

/** Records asked for in one job. */
const askedAtOnce = 25;

/** Asks the source for single records as they are now; one that is gone there needs attention here. */
async function readAsked(services: Services, run: Run, node: FlowNode, asked: Asked[]) {
  const { source, options, connection } = await openSource(services, run.organizationId, node);
  const { readOne } = source;
  if (!readOne) throw new PermanentError({ problem: { code: 'run.step-gone', params: {} } });
  const context = connection.context(() => undefined);
  const now = services.now();
  const list: NewRecord[] = [];
  for (const { key, ...origin } of asked.slice(0, askedAtOnce)) {
    const record = await connection.call(() => readOne(context, options, key));
    if (record) list.push({ ...arrivedRecord(node.id, record, now), ...origin });
    else {
      const problem = { code: 'run.record-gone', params: { system: connection.row.name, key } };
      list.push({
        key,
        title: key,
        steps: { [node.id]: { outcome: 'attention', at: now.toISOString(), attempts: 1, problem } },
        outputs: { [node.id]: 'null' },
        ...origin,
      });
    }
  }
  await storeAsked(services.db, run, list, asked.slice(askedAtOnce), now);
}

async function readingFailed(services: Services, run: Run, node: FlowNode, error: unknown, lastTry: boolean) {
  const place = { organizationId: run.organizationId, runId: run.id };
  const waitsByChoice = error instanceof TemporaryError && error.notTried;
  const attempts = (run.reading?.attempts ?? 0) + (waitsByChoice ? 0 : 1);
  if (error instanceof ConnectionLostError) return holdRun(services, run, node, error);
  if (error instanceof TemporaryError && attempts < maximumAttempts) {
    const seconds = backOffSeconds(attempts, error.retryAfterSeconds, services.random());
    const runAt = new Date(services.now().getTime() + seconds * 1000);
    return postponeReading(services.db, run, { problem: error.problem, attempts, runAt });
  }
  if (error instanceof TemporaryError || error instanceof PermanentError)
    return failReading(services.db, place, error.problem, services.now());
  if (!lastTry) throw error;
  return failReading(services.db, place, jobBug(error), services.now());
}
