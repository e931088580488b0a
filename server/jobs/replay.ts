import { and, eq, inArray, sql } from 'drizzle-orm';
import type { replayFrom } from '#flows/api/runs.ts';
import type { Graph } from '#flows/graph.ts';
import { kinds } from '#flows/kinds/index.ts';
import type { Transaction } from '#server/database/database.ts';
import { insertBatch, type NewRecord } from '#server/database/new-batches.ts';
import { type PayloadPage, readBatchPages } from '#server/database/payloads.ts';
import { insertRun } from '#server/database/runs.ts';
import { flows, type Reading, records, runs } from '#server/database/schema.ts';
import { versionGraph } from '#server/database/versions.ts';
import type { Steps } from '#server/engine/record-outcome.ts';
import { PermanentError } from '#server/errors.ts';
import type { Services } from '#server/services.ts';
import { envelope } from './start-run.ts';

export type ReplayRequest = {
  organizationId: string;
  /** These records, or every record of `run` that needs attention. */
  records?: { run: string; no: number }[];
  run?: string;
  from: (typeof replayFrom)[number];
  version: 'now' | 'then';
  reason: string;
  personId: string;
};

type Row = typeof records.$inferSelect & { version: number | null; contentDroppedAt: Date | null };
const batchSize = 100;

/** Tries records again in new runs, one per flow and version. Nothing is sent twice: the ledger decides. Gives the runs' ids. */
export async function replay(services: Services, request: ReplayRequest): Promise<string[]> {
  const chosen = await chooseRecords(services, request);
  if (chosen.length === 0) throw new PermanentError({ problem: { code: 'not-found', params: {} } });
  if (request.from !== 'source' && chosen.some((row) => row.contentDroppedAt))
    throw new PermanentError({ problem: { code: 'run.content-gone', params: {} } });
  const groups = new Map<string, Row[]>();
  for (const row of chosen) {
    const name = request.version === 'then' ? `${row.flowId} ${row.version}` : row.flowId;
    groups.set(name, [...(groups.get(name) ?? []), row]);
  }
  return services.db.transaction(async (tx) => {
    const ids: string[] = [];
    for (const rows of groups.values()) ids.push(await replayGroup(services, tx, request, rows));
    return ids;
  });
}

async function chooseRecords({ db }: Services, request: ReplayRequest): Promise<Row[]> {
  const wanted = request.run
    ? and(
        eq(records.runId, request.run),
        eq(records.outcome, 'attention'),
        sql`not exists (select 1 from records c where c.organization_id = ${records.organizationId} and c.origin_run = ${records.runId} and c.origin_no = ${records.no})`,
      )
    : inArray(
        sql`(${records.runId}::text || ' ' || ${records.no})`,
        (request.records ?? []).map(({ run, no }) => `${run} ${no}`),
      );
  const found = await db
    .select({ record: records, version: runs.version, contentDroppedAt: runs.contentDroppedAt })
    .from(records)
    .innerJoin(runs, and(eq(runs.organizationId, records.organizationId), eq(runs.id, records.runId)))
    .where(
      and(
        eq(records.organizationId, request.organizationId),
        eq(runs.mode, 'live'),
        wanted,
        request.run
          ? undefined
          : inArray(
              records.runId,
              (request.records ?? []).map(({ run }) => run),
            ),
      ),
    )
    .orderBy(records.runId, records.no)
    .limit(10_000);
  return found.map(({ record, ...run }) => ({ ...record, ...run }));
}

async function replayGroup(services: Services, tx: Transaction, request: ReplayRequest, rows: Row[]): Promise<string> {
  const [first] = rows;
  if (!first) throw new Error('A replay needs records');
  const [flow] = await tx
    .select()
    .from(flows)
    .where(and(eq(flows.organizationId, request.organizationId), eq(flows.id, first.flowId)));
  const version = request.version === 'then' ? first.version : (flow?.publishedVersion ?? null);
  if (version === null) throw new PermanentError({ problem: { code: 'run.step-gone', params: {} } });
  const graph = await versionGraph(tx, request.organizationId, first.flowId, version);
  const start = sourceOf(graph, first);
  const id = services.newId();
  const { organizationId, personId, reason } = request;
  const reading: Reading | null =
    request.from === 'source'
      ? {
          node: start,
          cursor: null,
          attempts: 0,
          later: [],
          asked: rows.map(({ key, runId, no }) => ({ key, originRun: runId, originNo: no })),
        }
      : null;
  const run = { organizationId, id, flowId: first.flowId };
  await insertRun(tx, {
    ...run,
    version,
    graph: null,
    mode: 'live',
    trigger: 'replay',
    startedBy: personId,
    replayOf: first.runId,
    reason: reason || null,
    reading,
    envelope,
    now: services.now(),
  });
  if (reading) return id;
  const list = await newRecords(tx, graph, rows, request.from === 'failed');
  for (let at = 0; at < list.length; at += batchSize)
    await insertBatch(tx, run, list.slice(at, at + batchSize), services.now());
  return id;
}

/** The step at which the record came in; it must still be where the flow begins. */
function sourceOf(graph: Graph, row: Row): string {
  const start = graph.nodes.find((node) => kinds[node.kind].inputs === 0 && row.steps[node.id]);
  if (!start) throw new PermanentError({ problem: { code: 'run.step-gone', params: {} } });
  return start.id;
}

async function newRecords(tx: Transaction, graph: Graph, rows: Row[], keepSteps: boolean): Promise<NewRecord[]> {
  const pages = new Map<string, Map<string, PayloadPage>>();
  const list: NewRecord[] = [];
  for (const row of rows) {
    const name = `${row.runId} ${row.batchNo}`;
    const batch = pages.get(name) ?? (await readBatchPages(tx, row, 'output'));
    pages.set(name, batch);
    const steps = keptSteps(graph, row, keepSteps);
    const outputs = Object.fromEntries(Object.keys(steps).flatMap((node) => outputAt(batch, node, row.no)));
    list.push({ key: row.key, title: row.title, steps, outputs, originRun: row.runId, originNo: row.no });
  }
  return list;
}

const outputAt = (batch: Map<string, PayloadPage>, node: string, no: number): [string, string][] => {
  const text = batch.get(node)?.get(no);
  return text === undefined ? [] : [[node, text]];
};

/** The steps that the record keeps: those it passed, as far as the graph still leads through them; from the start only the first. */
function keptSteps(graph: Graph, row: Row, keepAll: boolean): Steps {
  const start = sourceOf(graph, row);
  const kept: Steps = {};
  const queue = [start];
  for (let node = queue.shift(); node !== undefined; node = queue.shift()) {
    const step = row.steps[node];
    if (step?.outcome !== 'passed') continue;
    kept[node] = step;
    if (keepAll) queue.push(...graph.edges.filter((edge) => edge.from === node).map((edge) => edge.to));
  }
  return kept;
}
