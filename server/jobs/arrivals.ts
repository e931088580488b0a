import { and, eq, sql } from 'drizzle-orm';
import type { FlowNode } from '#flows/graph.ts';
import { SourceSettings } from '#flows/kinds/source.ts';
import type { Transaction } from '#server/database/database.ts';
import { findInbox, type InboxPlace, type InboxRow, markStarted } from '#server/database/inboxes.ts';
import { flows, flowVersions } from '#server/database/schema.ts';
import type { Services } from '#server/services.ts';
import { isReading } from './schedule.ts';
import { startPublishedRun } from './start-run.ts';

export type Started = { organizationId: string; runId: string };
/** `busy`: a flow was just reading and must be looked at again. */
type Starting = { started: Started[]; busy: boolean };

/** Whether a source is fed by an inbox: that of its connection, or that of the flow it follows. */
function isFedBy({ settings }: FlowNode, inboxId: string): boolean {
  const parsed = SourceSettings.safeParse(settings).data;
  return parsed !== undefined && (parsed.connection === inboxId || parsed.options.flow === inboxId);
}

/**
 * Starts a run of every flow that is on and is fed by the inbox, for what lies in it unread. A flow that is just reading
 * is left for the next look. With a worker's name in `heldBy` that worker must work the runs off.
 */
export async function startArrivals(services: Services, place: InboxPlace, heldBy: string | null): Promise<Starting> {
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
    const run = await services.db.transaction((tx) => startFed(services, tx, { inbox, flowId: id, heldBy }));
    if (run === 'busy') busy = true;
    else if (run !== null) started.push({ organizationId: place.organizationId, runId: run });
  }
  if (!busy) await markStarted(services.db, place, inbox.lastNo);
  return { started, busy };
}

type Fed = { inbox: InboxRow; flowId: string; heldBy: string | null };

async function startFed(services: Services, tx: Transaction, { inbox, flowId, heldBy }: Fed) {
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
    heldBy,
  });
  return runId;
}
