import { and, eq, gt } from 'drizzle-orm';
import { flows, organizations } from '#server/database/schema.ts';
import { zoneOf } from '#server/database/time-zone.ts';
import { versionGraph } from '#server/database/versions.ts';
import { nextCheck } from '#server/jobs/schedule.ts';
import type { Services } from '#server/services.ts';
import type { Handlers } from './handler.ts';

export function timeZoneHandlers(services: Services): Handlers<'getTimeZone' | 'setTimeZone'> {
  const { db } = services;
  return {
    getTimeZone: async ({ who }) => ({ timeZone: await zoneOf(db, who.organization.id) }),
    setTimeZone: async ({ who, body: { timeZone } }) => {
      const organizationId = who.organization.id;
      await db.transaction(async (tx) => {
        await tx.update(organizations).set({ timeZone }).where(eq(organizations.id, organizationId));
        // What is due already stays due; it was missed by the old clocks and is caught up.
        const waiting = await tx
          .select()
          .from(flows)
          .where(
            and(eq(flows.organizationId, organizationId), eq(flows.isOn, true), gt(flows.nextCheckAt, services.now())),
          )
          .for('update');
        for (const flow of waiting) {
          if (flow.publishedVersion === null) continue;
          const graph = await versionGraph(tx, organizationId, flow.id, flow.publishedVersion);
          const nextCheckAt = nextCheck(graph, services.now(), timeZone);
          await tx
            .update(flows)
            .set({ nextCheckAt })
            .where(and(eq(flows.organizationId, organizationId), eq(flows.id, flow.id)));
        }
      });
      return { timeZone };
    },
  };
}
