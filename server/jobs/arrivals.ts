import { and, eq, sql } from 'drizzle-orm';
import type { FlowNode, Graph } from '#flows/graph.ts';
import { SourceSettings } from '#flows/kinds/source.ts';
import type { Transaction } from '#server/database/database.ts';
import { findInbox, type InboxPlace, type InboxRow, isFollowed, markStarted } from '#server/database/inboxes.ts';
import { flows, flowVersions } from '#server/database/schema.ts';
import type { Services } from '#server/services.ts';
import { type HeldRun, startHeldRun } from './held-start.ts';
import { isReading } from './schedule.ts';
import { startPublishedRun } from './start-run.ts';

/** `again`: something is left that must be looked at once more. */
type Starting = { held: HeldRun[]; again: boolean };

/** Whether a source is fed by an inbox: that of its connection, or that of the flow it follows. */
function isFedBy({ settings }: FlowNode, inboxId: string): boolean {
  const parsed = SourceSettings.safeParse(settings).data;
  return parsed !== undefined && (parsed.connection === inboxId || parsed.options.flow === inboxId);
}

/**
 * Starts a run of every flow that is on and is fed by the inbox, for what lies in it unread. A flow that is just reading
 * is left for the next look. With a worker's name in `heldBy` that worker must work off the runs that are given back; the
 * queue hands them out otherwise.
 */
export async function startArrivals(services: Services, place: InboxPlace, heldBy: string | null): Promise<Starting> {
  const inbox = await findInbox(services.db, place);
  if (!inbox || inbox.startedNo >= inbox.lastNo) return { held: [], again: false };
  const fed = await services.db
    .select({ id: flows.id, version: flowVersions.version, graph: flowVersions.graph })
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
  const starting: Starting = { held: [], again: false };
  // A flow never follows itself.
  for (const flow of fed.filter(({ id }) => id !== inbox.flowId)) {
    const one = await services.db.transaction((tx) => startFed(services, tx, { inbox, flow, heldBy }));
    starting.held.push(...one.held);
    starting.again ||= one.again;
  }
  if (!starting.again) await markStarted(services.db, place, inbox.lastNo);
  return starting;
}

type Published = { id: string; version: number; graph: Graph };
type Fed = { inbox: InboxRow; flow: Published; heldBy: string | null };

async function startFed(services: Services, tx: Transaction, { inbox, flow, heldBy }: Fed): Promise<Starting> {
  const { organizationId } = inbox;
  const at = and(eq(flows.organizationId, organizationId), eq(flows.id, flow.id), eq(flows.isOn, true));
  const [found] = await tx
    .select({ row: flows, followed: isFollowed(organizationId, flow.id) })
    .from(flows)
    .where(at)
    .for('update', { of: flows });
  if (!found || found.row.hold !== null) return { held: [], again: false };
  if (await isReading(tx, { organizationId, flowId: flow.id })) return { held: [], again: true };
  // Somebody published in between: the next look knows that version.
  if (found.row.publishedVersion !== flow.version) return { held: [], again: true };
  const trigger = inbox.flowId === null ? ('webhook' as const) : ('flow' as const);
  const only = (node: FlowNode) => isFedBy(node, inbox.id);
  if (heldBy === null) {
    await startPublishedRun(services, tx, found.row, { trigger, startedBy: null, fromStart: false, only });
    return { held: [], again: false };
  }
  const place = { organizationId, flowId: flow.id };
  const { made, more } = await startHeldRun(services, tx, { ...place, ...flow }, { heldBy, trigger, only });
  return { held: made ? [{ ...made, followed: found.followed }] : [], again: more };
}
