import type { FlowNode } from '#flows/graph.ts';
import { openSource } from '#server/connections/open-node.ts';
import type { Page } from '#server/connectors/connector.ts';
import { jobBug } from '#server/database/bugs.ts';
import { arrivedRecord, type NewRecord } from '#server/database/new-batches.ts';
import { addJob } from '#server/database/queue.ts';
import {
  failReading,
  findRun,
  graphOfRun,
  postponeReading,
  type Run,
  storeAsked,
  storePage,
} from '#server/database/runs.ts';
import type { Asked } from '#server/database/schema.ts';
import { backOffSeconds, maximumAttempts } from '#server/engine/back-off.ts';
import { ConnectionLostError, PermanentError, TemporaryError } from '#server/errors.ts';
import type { Services } from '#server/services.ts';
import { holdRun } from './hold.ts';

/** A source never runs further ahead than this of what its flow has worked through. */
const batchesAhead = 20;

/** A try-out looks at the newest records only as far as a person would. */
const triedRecords = 100;

/** With `queued` false the caller also works off what is read. */
type ReadJob = { organization: string; run: string; queued?: boolean };

/** Reads the run's next page and stores it; faults of the other side decide what becomes of the run. */
export async function readNextPage(services: Services, job: ReadJob, lastTry: boolean) {
  const place = { organizationId: job.organization, runId: job.run };
  const run = await findRun(services.db, place);
  if (!run?.reading || run.endedAt) return;
  if (run.openBatches >= batchesAhead) {
    await addJob(services.db, 'read', job, new Date(services.now().getTime() + 500));
    return;
  }
  const node = (await graphOfRun(services.db, run)).nodes.find((it) => it.id === run.reading?.node);
  if (!node) return failReading(services.db, place, { code: 'run.step-gone', params: {} }, services.now());
  try {
    if (run.reading.asked) return await readAsked(services, run, node, run.reading.asked);
    const page = await readPage(services, run, node);
    const isLive = run.mode === 'live';
    const next = isLive || run.read + page.records.length < triedRecords ? page.next : null;
    const stored = {
      ...page,
      next,
      node: node.id,
      moveCursor: isLive && !run.reading.backfill,
      queued: job.queued ?? true,
    };
    await storePage(services.db, run, stored, services.now());
  } catch (error) {
    await readingFailed(services, run, node, error, lastTry);
  }
}

async function readPage(services: Services, run: Run, node: FlowNode): Promise<Page> {
  const { source, options, connection } = await openSource(services, run.organizationId, node);
  const context = connection.context(() => undefined);
  return connection.call(() => source.read(context, options, run.reading?.cursor ?? null));
}

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
  const attempts = (run.reading?.attempts ?? 0) + 1;
  if (error instanceof ConnectionLostError) return holdRun(services, run, node, error);
  if (error instanceof TemporaryError && attempts < maximumAttempts) {
    const seconds = backOffSeconds(attempts, error.retryAfterSeconds, services.random());
    return postponeReading(services.db, run, error.problem, new Date(services.now().getTime() + seconds * 1000));
  }
  if (error instanceof TemporaryError || error instanceof PermanentError)
    return failReading(services.db, place, error.problem, services.now());
  if (!lastTry) throw error;
  return failReading(services.db, place, jobBug(error), services.now());
}
