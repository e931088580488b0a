import { eq } from 'drizzle-orm';
import type { Draft, Flow, FlowSummary } from '#flows/api/flows.ts';
import type { RunSummary } from '#flows/api/runs.ts';
import { checkFlow, inFlowOrder } from '#flows/check-flow.ts';
import type { Surroundings } from '#flows/kinds/kind.ts';
import { surroundingsOf } from '#server/connections/surroundings.ts';
import type { FlowRow } from '#server/database/flows.ts';
import { lastRuns } from '#server/database/run-list.ts';
import { connections } from '#server/database/schema.ts';
import { versionGraph } from '#server/database/versions.ts';
import type { Services } from '#server/services.ts';

export const draftOf = (row: FlowRow, surroundings: Surroundings): Draft => ({
  graph: row.draft,
  revision: row.draftRevision,
  savedAt: row.draftSavedAt.toISOString(),
  problems: checkFlow(row.draft, surroundings),
});

/** Flows as lists show them. */
export async function flowSummaries(
  services: Services,
  organizationId: string,
  rows: FlowRow[],
): Promise<FlowSummary[]> {
  const [last, used] = await Promise.all([
    lastRuns(services.db, organizationId),
    connectionsOf(services, organizationId),
  ]);
  return Promise.all(rows.map((row) => summary(services, row, last.get(row.id) ?? null, used)));
}

/** One flow with its draft. */
export async function wholeFlow(services: Services, row: FlowRow): Promise<Flow> {
  const [surroundings, [first]] = await Promise.all([
    surroundingsOf(services, row.organizationId),
    flowSummaries(services, row.organizationId, [row]),
  ]);
  if (!first) throw new Error('A flow without a summary');
  return { ...first, draft: draftOf(row, surroundings) };
}

async function summary(
  { db, now }: Services,
  row: FlowRow,
  lastRun: RunSummary | null,
  used: Map<string, Used>,
): Promise<FlowSummary> {
  const published =
    row.publishedVersion === null ? null : await versionGraph(db, row.organizationId, row.id, row.publishedVersion);
  const usedHere = inFlowOrder(row.draft).flatMap((node) => used.get(String(node.settings.connection)) ?? []);
  return {
    id: row.id,
    name: row.name,
    on: row.isOn,
    publishedVersion: row.publishedVersion,
    changed: JSON.stringify(published) !== JSON.stringify(row.draft),
    hold: row.hold,
    lastRun,
    nextCheckAt: row.isOn ? (row.nextCheckAt?.toISOString() ?? null) : null,
    leftAlone: [...new Set(usedHere)].flatMap(({ id, name, leftAloneUntil: until }) =>
      until && until > now() ? [{ connection: id, name, until: until.toISOString() }] : [],
    ),
    systems: usedHere.map(({ connector }) => connector),
  };
}

type Used = Pick<typeof connections.$inferSelect, 'id' | 'name' | 'connector' | 'leftAloneUntil'>;

async function connectionsOf({ db }: Services, organizationId: string): Promise<Map<string, Used>> {
  const { id, name, connector, leftAloneUntil } = connections;
  const rows = await db
    .select({ id, name, connector, leftAloneUntil })
    .from(connections)
    .where(eq(connections.organizationId, organizationId));
  return new Map(rows.map((row) => [row.id, row]));
}
