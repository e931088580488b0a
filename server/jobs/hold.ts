import { and, eq, sql } from 'drizzle-orm';
import type { FlowNode } from '#flows/graph.ts';
import type { Transaction } from '#server/database/database.ts';
import { addJob } from '#server/database/queue.ts';
import { announce, findRun, pausedCode, type Run, type RunPlace } from '#server/database/runs.ts';
import { batches, connections, flows, runs } from '#server/database/schema.ts';
import type { ConnectionLostError } from '#server/errors.ts';
import type { Services } from '#server/services.ts';

/**
 * The connection is lost: its flow goes on hold and the run is parked as it is; nothing of it counts as failed. A run that
 * a person has paused stays paused.
 */
export async function holdRun(services: Services, run: Run, node: FlowNode, error: ConnectionLostError) {
  const connectionId = String(node.settings.connection);
  const { organizationId } = run;
  await services.db.transaction(async (tx) => {
    const [connection] = await tx
      .update(connections)
      .set({ state: 'lost' })
      .where(and(eq(connections.organizationId, organizationId), eq(connections.id, connectionId)))
      .returning({ name: connections.name });
    const problem = {
      code: 'run.connection-lost',
      params: { system: connection?.name ?? '', cause: error.problem.code },
    };
    await tx
      .update(runs)
      .set({ status: 'on-hold', problem })
      .where(and(eq(runs.organizationId, organizationId), eq(runs.id, run.id), isNotPaused));
    await tx
      .update(flows)
      .set({ hold: problem })
      .where(and(eq(flows.organizationId, organizationId), eq(flows.id, run.flowId)));
    await announce(tx, { organizationId, runId: run.id });
  });
}

/** The connection works again: flows that waited for it are due at once, and parked runs go on where they stood. */
export async function resumeConnection(
  { db, now }: Pick<Services, 'db' | 'now'>,
  organizationId: string,
  connectionId: string,
) {
  await db.transaction(async (tx) => {
    const uses = sql`exists (
      select 1 from flow_versions v, jsonb_array_elements(v.graph->'nodes') n
      where v.organization_id = flows.organization_id and v.flow_id = flows.id and n->'settings'->>'connection' = ${connectionId})
      or exists (select 1 from jsonb_array_elements(flows.draft->'nodes') n where n->'settings'->>'connection' = ${connectionId})`;
    const freed = await tx
      .update(flows)
      .set({ hold: null, nextCheckAt: now() })
      .where(
        and(
          eq(flows.organizationId, organizationId),
          sql`${flows.hold}->>'code' = 'run.connection-lost'`,
          sql`(${uses})`,
        ),
      )
      .returning({ id: flows.id });
    for (const flow of freed) await resumeRuns(tx, organizationId, flow.id);
  });
}

const isNotPaused = sql`${runs.problem}->>'code' is distinct from ${pausedCode}`;

async function resumeRuns(tx: Transaction, organizationId: string, flowId: string) {
  const parked = await tx
    .update(runs)
    .set({ status: 'running', problem: null })
    .where(
      and(eq(runs.organizationId, organizationId), eq(runs.flowId, flowId), eq(runs.status, 'on-hold'), isNotPaused),
    )
    .returning({ id: runs.id });
  for (const run of parked) {
    await queueWhatIsLeft(tx, { organizationId, runId: run.id });
    await announce(tx, { organizationId, runId: run.id });
  }
}

/** Queues what a run still has to read and to do. */
export async function queueWhatIsLeft(tx: Transaction, { organizationId, runId }: RunPlace) {
  const run = await findRun(tx, { organizationId, runId });
  if (run?.reading) await addJob(tx, 'read', { organization: organizationId, run: runId });
  const open = await tx
    .select({ no: batches.no })
    .from(batches)
    .where(and(eq(batches.organizationId, organizationId), eq(batches.runId, runId), eq(batches.done, false)));
  for (const { no } of open) await addJob(tx, 'batch', { organization: organizationId, run: runId, batch: no });
}
