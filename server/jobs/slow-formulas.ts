import { and, eq, sql } from 'drizzle-orm';
import { type Run, requestStop } from '#server/database/runs.ts';
import { flows } from '#server/database/schema.ts';
import type { Changes } from '#server/engine/walk-batch.ts';
import type { Services } from '#server/services.ts';

/** A flow whose formulas ran into the deadline this often since it was published pauses itself. */
const mostSlow = 5;

/** Slow formulas take the time of everybody's records, and only a person can make them faster. */
export async function pauseIfTooSlow({ db, now }: Services, run: Run, changes: Changes): Promise<void> {
  const slow = changes.steps.filter(({ state }) => state.problem?.code === 'mapping.too-slow').length;
  if (slow === 0) return;
  const [flow] = await db
    .update(flows)
    .set({ slowFormulas: sql`${flows.slowFormulas} + ${slow}` })
    .where(and(eq(flows.organizationId, run.organizationId), eq(flows.id, run.flowId)))
    .returning({ slowFormulas: flows.slowFormulas });
  if (!flow || flow.slowFormulas < mostSlow) return;
  await db
    .update(flows)
    .set({ hold: { code: 'mapping.too-slow', params: { times: flow.slowFormulas } } })
    .where(and(eq(flows.organizationId, run.organizationId), eq(flows.id, run.flowId), sql`${flows.hold} is null`));
  await requestStop(db, { organizationId: run.organizationId, runId: run.id }, now());
}
