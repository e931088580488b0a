import type { RunSummary } from '#flows/api/runs.ts';
import type { FlowNode, Graph } from '#flows/graph.ts';
import { findSource } from '#server/connections/open-node.ts';
import { cursorAt, startNodes } from '#server/connections/starting-points.ts';
import type { Cursor, SourceRecord } from '#server/connectors/connector.ts';
import { listCursors } from '#server/database/cursors.ts';
import type { Transaction } from '#server/database/database.ts';
import { arrivedRecord, insertBatch } from '#server/database/new-batches.ts';
import { insertRun } from '#server/database/runs.ts';
import type { Envelope, flows, Reading } from '#server/database/schema.ts';
import { versionGraph } from '#server/database/versions.ts';
import type { Services } from '#server/services.ts';
import versions from '../../package.json' with { type: 'json' };
import { pinTables } from './value-tables.ts';

export type FlowRow = typeof flows.$inferSelect;

/** What makes results beside a run's graph, its moment and its value tables. */
export const envelope: Envelope = { koppel: versions.version, jsonata: versions.dependencies.jsonata };

export type LiveStart = {
  trigger: RunSummary['trigger'];
  startedBy: string | null;
  /** A person's run reads everything from the start that the source's options name; a scheduled one goes on at the cursor. */
  fromStart: boolean;
  /** Reads only these of the flow's sources; left out = all. */
  only?(node: FlowNode): boolean;
  /** A backfill: where each of its sources begins. Other sources are not read, and no cursor is moved. */
  backfill?: ReadonlyMap<string, Cursor>;
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
  const stored = start.fromStart ? [] : await listCursors(tx, { organizationId: flow.organizationId, flowId: flow.id });
  const id = services.newId();
  const { trigger, startedBy } = start;
  const { backfill } = start;
  const cursorOf = (node: string) =>
    backfill ? (backfill.get(node) ?? null) : (stored.find((row) => row.nodeId === node)?.cursor ?? null);
  const only = backfill ? ({ id: node }: FlowNode) => backfill.has(node) : start.only;
  const reading = firstReading(graph, cursorOf, only);
  await insertRun(tx, {
    organizationId: flow.organizationId,
    id,
    flowId: flow.id,
    version,
    graph: null,
    mode: 'live',
    trigger,
    startedBy,
    reading: reading && { ...reading, ...(backfill && { backfill: true }) },
    envelope: { ...envelope, tables: await pinTables(tx, flow.organizationId, graph) },
    now: services.now(),
  });
  return id;
}

function firstReading(
  graph: Graph,
  cursorOf: (node: string) => Reading['cursor'],
  only: (node: FlowNode) => boolean = () => true,
): Reading | null {
  const [first, ...later] = startNodes(graph)
    .filter(only)
    .map(({ id }) => ({ node: id, cursor: cursorOf(id) }));
  return first ? { ...first, attempts: 0, later } : null;
}

/** Where each source of the published version begins for a period; those that know no times are left out. */
export async function backfillOf(services: Services, flow: FlowRow, period: { from: Date; until: Date }) {
  const cursors = new Map<string, Cursor>();
  if (flow.publishedVersion === null) return cursors;
  const graph = await versionGraph(services.db, flow.organizationId, flow.id, flow.publishedVersion);
  for (const node of startNodes(graph)) {
    const cursor = await cursorAt(services, flow.organizationId, node, period);
    if (cursor !== undefined) cursors.set(node.id, cursor);
  }
  return cursors;
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
