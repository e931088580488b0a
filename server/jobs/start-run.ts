import { and, eq } from 'drizzle-orm';
import type { RunSummary } from '#flows/api/runs.ts';
import { inFlowOrder } from '#flows/check-flow.ts';
import type { Graph } from '#flows/graph.ts';
import { kinds } from '#flows/kinds/index.ts';
import { findSource } from '#server/connections/open-node.ts';
import type { SourceRecord } from '#server/connectors/connector.ts';
import type { Transaction } from '#server/database/database.ts';
import { arrivedRecord, insertBatch } from '#server/database/new-batches.ts';
import { insertRun } from '#server/database/runs.ts';
import { cursors, type Envelope, type flows, type Reading } from '#server/database/schema.ts';
import { versionGraph } from '#server/database/versions.ts';
import type { Services } from '#server/services.ts';
import versions from '../../package.json' with { type: 'json' };
import { pinTables } from './value-tables.ts';

export type FlowRow = typeof flows.$inferSelect;

/** What makes results beside a run's graph, its moment and its value tables. */
export const envelope: Envelope = { koppel: versions.version, jsonata: versions.dependencies.jsonata };

const startNodes = (graph: Graph) => inFlowOrder(graph).filter((node) => kinds[node.kind].inputs === 0);

export type LiveStart = {
  trigger: RunSummary['trigger'];
  startedBy: string | null;
  /** A person's run reads everything from the start that the source's options name; a scheduled one goes on at the cursor. */
  fromStart: boolean;
};

/** Starts a run of the published version; its records are sent. Gives the run's id. */
export async function startPublishedRun(
  services: Services,
  tx: Transaction,
  flow: FlowRow,
  start: LiveStart,
): Promise<string> {
  const version = flow.publishedVersion;
  if (version === null) throw new Error('A flow without a published version cannot run');
  const graph = await versionGraph(tx, flow.organizationId, flow.id, version);
  const stored = start.fromStart
    ? []
    : await tx
        .select()
        .from(cursors)
        .where(and(eq(cursors.organizationId, flow.organizationId), eq(cursors.flowId, flow.id)));
  const id = services.newId();
  const { trigger, startedBy } = start;
  const cursorOf = (node: string) => stored.find((row) => row.nodeId === node)?.cursor ?? null;
  await insertRun(tx, {
    organizationId: flow.organizationId,
    id,
    flowId: flow.id,
    version,
    graph: null,
    mode: 'live',
    trigger,
    startedBy,
    reading: firstReading(graph, cursorOf),
    envelope: { ...envelope, tables: await pinTables(tx, flow.organizationId, graph) },
    now: services.now(),
  });
  return id;
}

function firstReading(graph: Graph, cursorOf: (node: string) => Reading['cursor']): Reading | null {
  const [first, ...later] = startNodes(graph).map(({ id }) => ({ node: id, cursor: cursorOf(id) }));
  return first ? { ...first, attempts: 0, later } : null;
}

type Sample = Pick<SourceRecord, 'key' | 'title' | 'body'>[];

export type TryStart = {
  trigger: RunSummary['trigger'];
  startedBy: string | null /** Try these records, or each source's own sample; null asks the source. */;
  sample: Sample | 'own' | null;
};

/** Tries the draft on its sources' samples or on what the sources give now; nothing is sent. Gives the run's id. */
export async function startTry(services: Services, flow: FlowRow, start: TryStart): Promise<string> {
  const id = services.newId();
  const samples = start.sample === null ? [] : await samplesOf(services, flow, start.sample);
  const now = services.now();
  await services.db.transaction(async (tx) => {
    const { organizationId } = flow;
    const reading = start.sample === null ? firstReading(flow.draft, () => null) : null;
    const { trigger, startedBy } = start;
    await insertRun(tx, {
      organizationId,
      id,
      flowId: flow.id,
      version: null,
      graph: flow.draft,
      mode: 'try',
      trigger,
      startedBy,
      reading,
      envelope: { ...envelope, tables: await pinTables(tx, organizationId, flow.draft) },
      now,
    });
    for (const { node, records } of samples) {
      await insertBatch(
        tx,
        { organizationId, id, flowId: flow.id },
        records.map((record) => arrivedRecord(node, record, now)),
        now,
      );
    }
  });
  return id;
}

function samplesOf(services: Services, flow: FlowRow, sample: Sample | 'own') {
  return Promise.all(
    startNodes(flow.draft).map(async (node) => {
      const records = sample === 'own' ? (await findSource(services, flow.organizationId, node)).samples : sample;
      return { node: node.id, records };
    }),
  );
}
