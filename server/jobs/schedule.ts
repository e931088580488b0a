import { and, eq, gt, lte, sql } from 'drizzle-orm';
import type { Graph } from '#flows/graph.ts';
import { kinds } from '#flows/kinds/index.ts';
import { nextTimes } from '#flows/schedule/next-times.ts';
import type { Queryable } from '#server/database/database.ts';
import type { FlowPlace } from '#server/database/flows.ts';
import { flows, flowVersions, runs } from '#server/database/schema.ts';
import { zoneOf } from '#server/database/time-zone.ts';
import { versionGraph } from '#server/database/versions.ts';
import type { Services } from '#server/services.ts';
import { startPublishedRun } from './start-run.ts';

/** Starts every flow that is on and due, once, however many workers look; what was missed is caught up by one run. */
export async function startDueFlows(services: Services) {
  const { db, now } = services;
  const due = await db
    .select({ organizationId: flows.organizationId, id: flows.id })
    .from(flows)
    .where(and(eq(flows.isOn, true), sql`${flows.hold} is null`, lte(flows.nextCheckAt, now())))
    .limit(100);
  for (const flow of due) await startIfDue(services, flow);
}

async function startIfDue(services: Services, due: { organizationId: string; id: string }) {
  const at = and(eq(flows.organizationId, due.organizationId), eq(flows.id, due.id));
  await services.db.transaction(async (tx) => {
    const [flow] = await tx
      .select()
      .from(flows)
      .where(and(at, eq(flows.isOn, true), lte(flows.nextCheckAt, services.now())))
      .for('update', { skipLocked: true });
    if (!flow || flow.publishedVersion === null) return;
    const graph = await versionGraph(tx, due.organizationId, due.id, flow.publishedVersion);
    await tx
      .update(flows)
      .set({ nextCheckAt: nextCheck(graph, services.now(), await zoneOf(tx, due.organizationId)) })
      .where(at);
    // A run that is still reading will see what is new; a second one beside it would only ask twice.
    const busy = await isReading(tx, { organizationId: due.organizationId, flowId: due.id });
    if (!busy) await startPublishedRun(services, tx, flow, { trigger: 'schedule', startedBy: null, fromStart: false });
  });
}

/**
 * Brings forward the next check of flows that would otherwise wait for a time that a wrong clock has set: none is further
 * away than it would be if the flow were checked now.
 */
export async function bringForward({ db, now }: Pick<Services, 'db' | 'now'>) {
  const waiting = await db
    .select({ organizationId: flows.organizationId, id: flows.id, due: flows.nextCheckAt, graph: flowVersions.graph })
    .from(flows)
    .innerJoin(
      flowVersions,
      and(
        eq(flowVersions.organizationId, flows.organizationId),
        eq(flowVersions.flowId, flows.id),
        eq(flowVersions.version, flows.publishedVersion),
      ),
    )
    .where(and(eq(flows.isOn, true), gt(flows.nextCheckAt, now())));
  for (const { organizationId, id, due, graph } of waiting) {
    const soonest = nextCheck(graph, now(), await zoneOf(db, organizationId));
    if (soonest === null || due === null || soonest >= due) continue;
    const at = and(eq(flows.organizationId, organizationId), eq(flows.id, id), eq(flows.nextCheckAt, due));
    await db.update(flows).set({ nextCheckAt: soonest }).where(at);
  }
}

/**
 * Whether a live run of the flow still reads its sources. A question of its own, asked when the flow's row is locked: in
 * the locking statement it would be answered from before the wait.
 */
async function isReading(db: Queryable, { organizationId, flowId }: FlowPlace): Promise<boolean> {
  const [busy] = await db
    .select({ id: runs.id })
    .from(runs)
    .where(
      and(
        eq(runs.organizationId, organizationId),
        eq(runs.flowId, flowId),
        eq(runs.mode, 'live'),
        sql`${runs.reading} is not null`,
      ),
    )
    .limit(1);
  return busy !== undefined;
}

/** When the flow is checked next: the earliest of its steps, by the organization's clocks; null when only a person runs it. */
export function nextCheck(graph: Graph, now: Date, zone: string): Date | null {
  const times = [intervalCheck(graph, now), clockCheck(graph, now, zone)].filter((time) => time !== null);
  return times.length === 0 ? null : new Date(Math.min(...times.map((time) => time.getTime())));
}

/** When a flow that is turned on now looks for the first time: at once, unless it only looks by the clock. */
export function firstCheck(graph: Graph, now: Date, zone: string): Date | null {
  return intervalCheck(graph, now) === null ? clockCheck(graph, now, zone) : now;
}

function intervalCheck(graph: Graph, now: Date): Date | null {
  const minutes = graph.nodes
    .map((node) => kinds[node.kind].checksEvery(node.settings))
    .filter((every) => every !== null);
  return minutes.length === 0 ? null : new Date(now.getTime() + Math.min(...minutes) * 60_000);
}

function clockCheck(graph: Graph, now: Date, zone: string): Date | null {
  const times = graph.nodes
    .map((node) => kinds[node.kind].checksAt(node.settings))
    .flatMap((cron) => (cron === null ? [] : nextTimes(cron, zone, now)));
  return times.length === 0 ? null : new Date(Math.min(...times.map((time) => time.getTime())));
}
