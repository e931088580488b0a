import { and, eq, sql } from 'drizzle-orm';
import type { FlowNode } from '#flows/graph.ts';
import { SourceSettings } from '#flows/kinds/source.ts';
import type { Transaction } from '#server/database/database.ts';
import { findInbox, type InboxPlace, type InboxRow, markStarted } from '#server/database/inboxes.ts';
import { endLease, leaseRun } from '#server/database/queue.ts';
import { findRun } from '#server/database/runs.ts';
import { batches, flows, flowVersions } from '#server/database/schema.ts';
import type { Services } from '#server/services.ts';
import { runBatch } from './batch.ts';
import { readNextPage } from './read.ts';
import { isReading } from './schedule.ts';
import { startPublishedRun } from './start-run.ts';

/** Another process takes a run over when the one that works it off has been silent for this long. */
const leaseMilliseconds = 30_000;

type Started = { organizationId: string; runId: string };
/** `busy`: a flow was just reading and must be looked at again. */
type Starting = { started: Started[]; busy: boolean };

/** Whether a source is fed by an inbox: that of its connection, or that of the flow it follows. */
function isFedBy({ settings }: FlowNode, inboxId: string): boolean {
  const parsed = SourceSettings.safeParse(settings).data;
  return parsed !== undefined && (parsed.connection === inboxId || parsed.options.flow === inboxId);
}

/**
 * Starts a run of every flow that is on and is fed by the inbox, for what lies in it unread. A flow that is just reading
 * is left for the next look. With `queued` false the caller works the runs off.
 */
export async function startArrivals(services: Services, place: InboxPlace, queued: boolean): Promise<Starting> {
  const inbox = await findInbox(services.db, place);
  if (!inbox || inbox.startedNo >= inbox.lastNo) return { started: [], busy: false };
  const fed = await services.db
    .select({ id: flows.id })
    .from(flows)
    .innerJoin(
      flowVersions,
      and(
        eq(flowVersions.organizationId, flows.organizationId),
        eq(flowVersions.flowId, flows.id),
        eq(flowVersions.version, flows.publishedVersion),
      ),
    )
    .where(
      and(
        eq(flows.organizationId, place.organizationId),
        eq(flows.isOn, true),
        sql`${flows.hold} is null`,
        sql`exists (select 1 from jsonb_array_elements(${flowVersions.graph}->'nodes') n
          where n->'settings'->>'connection' = ${place.id} or n->'settings'->'options'->>'flow' = ${place.id})`,
      ),
    );
  const started: Started[] = [];
  let busy = false;
  // A flow never follows itself.
  for (const { id } of fed.filter((flow) => flow.id !== inbox.flowId)) {
    const run = await services.db.transaction((tx) => startFed(services, tx, { inbox, flowId: id, queued }));
    if (run === 'busy') busy = true;
    else if (run !== null) started.push({ organizationId: place.organizationId, runId: run });
  }
  if (!busy) await markStarted(services.db, place, inbox.lastNo);
  return { started, busy };
}

type Fed = { inbox: InboxRow; flowId: string; queued: boolean };

async function startFed(services: Services, tx: Transaction, { inbox, flowId, queued }: Fed) {
  const { organizationId } = inbox;
  const at = and(eq(flows.organizationId, organizationId), eq(flows.id, flowId), eq(flows.isOn, true));
  const [flow] = await tx.select().from(flows).where(at).for('update');
  if (!flow || flow.hold !== null || flow.publishedVersion === null) return null;
  if (await isReading(tx, { organizationId, flowId })) return 'busy';
  const runId = await startPublishedRun(services, tx, flow, {
    trigger: inbox.flowId === null ? 'webhook' : 'flow',
    startedBy: null,
    fromStart: false,
    only: (node) => isFedBy(node, inbox.id),
    queued,
  });
  if (!queued) await leaseRun(tx, { organization: organizationId, run: runId }, leaseEnd(services));
  return runId;
}

const leaseEnd = ({ now }: Services) => new Date(now().getTime() + leaseMilliseconds);

/** Works a run off in this process, in order and without waiting for the queue; when something fails, the queue goes on with it. */
export async function workAtOnce(services: Services, { organizationId, runId }: Started) {
  const job = { organization: organizationId, run: runId };
  const beat = setInterval(() => {
    leaseRun(services.db, job, leaseEnd(services)).catch((error: unknown) =>
      services.log.warn({ error: String(error) }, 'a lease was not renewed'),
    );
  }, leaseMilliseconds / 3);
  try {
    await workOff(services, job);
    await endLease(services.db, runId);
  } catch (error) {
    services.log.error({ error: error instanceof Error ? error.name : 'unknown' }, 'a run was handed to the queue');
    await leaseRun(services.db, job, services.now());
  } finally {
    clearInterval(beat);
  }
}

async function workOff(services: Services, job: { organization: string; run: string }) {
  const place = { organizationId: job.organization, runId: job.run };
  let before = '';
  for (;;) {
    const run = await findRun(services.db, place);
    const reading = JSON.stringify(run?.reading ?? null);
    // A reading that did not get on has been given to the queue.
    if (!run?.reading || run.endedAt || reading === before) return;
    before = reading;
    await readNextPage(services, { ...job, queued: false }, false);
    for (const batch of await openBatches(services, place)) await runBatch(services, { ...job, batch }, false);
  }
}

async function openBatches({ db }: Pick<Services, 'db'>, place: { organizationId: string; runId: string }) {
  const open = await db
    .select({ no: batches.no })
    .from(batches)
    .where(
      and(eq(batches.organizationId, place.organizationId), eq(batches.runId, place.runId), eq(batches.done, false)),
    )
    .orderBy(batches.no);
  return open.map(({ no }) => no);
}
