import type { FlowNode } from '#flows/graph.ts';
import { SourceSettings } from '#flows/kinds/source.ts';
import { crashPoint } from '#server/crash-point.ts';
import type { Transaction } from '#server/database/database.ts';
import { type Fed, type FedFlow, listFedFlows, lockToStart } from '#server/database/fed-flows.ts';
import { findFlow } from '#server/database/flows.ts';
import { type InboxPlace, markStarted } from '#server/database/inboxes.ts';
import { versionGraph } from '#server/database/versions.ts';
import type { Services } from '#server/services.ts';
import { type HeldRun, openFedSources, startHeldRun } from './held-start.ts';
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
export async function startArrivals(services: Services, inbox: InboxPlace, heldBy: string | null): Promise<Starting> {
  const fed = await listFedFlows(services.db, inbox);
  if (!fed) return { held: [], again: false };
  const held: HeldRun[] = [];
  let [again, marked] = [false, false];
  for (const [index, flow] of fed.flows.entries()) {
    const isLast = index === fed.flows.length - 1;
    const marks = isLast && !again ? { inbox, upTo: fed.lastNo } : null;
    const one = await services.db.transaction((tx) => startFed(services, tx, { inbox, fed, flow, heldBy, marks }));
    if (one.made) {
      crashPoint('CP3');
      held.push(one.made);
    }
    again ||= one.again;
    marked = marks !== null && one.made !== null;
  }
  if (!again && !marked) await markStarted(services.db, inbox, fed.lastNo);
  return { held, again };
}

type Start = {
  inbox: InboxPlace;
  fed: Fed;
  flow: FedFlow;
  heldBy: string | null;
  /** How far the inbox is taken up once this flow's run is made. */
  marks: { inbox: InboxPlace; upTo: number } | null;
};

async function startFed(
  services: Services,
  tx: Transaction,
  { inbox, fed, flow, heldBy, marks }: Start,
): Promise<{ made: HeldRun | null; again: boolean }> {
  const { organizationId } = inbox;
  const place = { organizationId, flowId: flow.id };
  const trigger = fed.inboxFlow === null ? ('webhook' as const) : ('flow' as const);
  const only = (node: FlowNode) => isFedBy(node, inbox.id);
  const graph = await versionGraph(services.db, organizationId, flow.id, flow.version);
  // The flow is locked while its sources are opened.
  const [state, sources] = await Promise.all([
    lockToStart(tx, place),
    heldBy === null ? null : openFedSources(services, organizationId, graph, only),
  ]);
  if (!state) return { made: null, again: false };
  // Somebody published in between: the next look knows that version.
  if (state.isReading || state.version !== flow.version) return { made: null, again: true };
  if (heldBy !== null && sources !== null) {
    const how = { ...place, trigger, state, fed: sources, worker: heldBy, started: marks };
    const { made, more } = await startHeldRun(services, tx, how);
    return { made, again: more };
  }
  const row = await findFlow(tx, place);
  if (row) await startPublishedRun(services, tx, row, { trigger, startedBy: null, fromStart: false, only });
  return { made: null, again: false };
}
