import { and, eq } from 'drizzle-orm';
import * as z from 'zod';
import { type Entry, Exchange, type RecordDetail } from '#flows/api/runs.ts';
import { inFlowOrder } from '#flows/check-flow.ts';
import type { FlowNode, Graph } from '#flows/graph.ts';
import { kinds } from '#flows/kinds/index.ts';
import { openSource } from '#server/connections/open-node.ts';
import { readBatchPages } from '#server/database/payloads.ts';
import { recordSummary, selectRecords } from '#server/database/record-list.ts';
import { graphOfRun } from '#server/database/runs.ts';
import { records, runs } from '#server/database/schema.ts';
import { wholeExchange } from '#server/engine/kept-exchange.ts';
import { outputOf, type Pages } from '#server/engine/walk-batch.ts';
import { lineTo } from '#server/engine/way.ts';
import { PermanentError } from '#server/errors.ts';
import type { Services } from '#server/services.ts';
import { usedTables } from './run-answers.ts';

const Kept = z.array(Exchange.extend({ sentInput: z.literal(true).optional() }));

/** One record of a run: what came in, what left each step, what was said to the other side. null = there is none. */
export async function recordDetail(
  services: Services,
  organizationId: string,
  runId: string,
  no: number,
): Promise<RecordDetail | null> {
  const { db } = services;
  const [row] = await selectRecords(
    db,
    and(eq(records.organizationId, organizationId), eq(records.runId, runId), eq(records.no, no)),
  );
  const [run] = await db
    .select()
    .from(runs)
    .where(and(eq(runs.organizationId, organizationId), eq(runs.id, runId)));
  if (!row || !run) return null;
  const { record } = row;
  const batch = { organizationId, runId, batchNo: record.batchNo };
  const [graph, outputs, exchanges, replaced] = await Promise.all([
    graphOfRun(db, run),
    readBatchPages(db, batch, 'output'),
    readBatchPages(db, batch, 'exchanges'),
    readBatchPages(db, batch, 'before'),
  ]);
  const visited = inFlowOrder(graph).filter((node) => record.steps[node.id]);
  const start = visited.find((node) => kinds[node.kind].inputs === 0);
  return {
    ...recordSummary(row),
    graph,
    version: run.version,
    tables: usedTables(run),
    input: start && !run.contentDroppedAt ? JSON.parse(outputOf({ graph, pages: outputs }, record, start.id)) : null,
    entries: visited.map((node) =>
      entryOf(node, { graph, outputs, exchanges, replaced, record, kept: !run.contentDroppedAt }),
    ),
    contentDroppedAt: run.contentDroppedAt?.toISOString() ?? null,
    canReadAgain: start !== undefined && (await canReadAgain(services, organizationId, start)),
  };
}

type Parts = { kept: boolean; graph: Graph; record: typeof records.$inferSelect } & Record<
  'outputs' | 'exchanges' | 'replaced',
  Pages
>;

function entryOf(node: FlowNode, { kept, graph, outputs, exchanges, replaced, record }: Parts): Entry {
  const state = record.steps[node.id];
  if (!state) throw new Error(`Record ${record.no} was never at ${node.id}`);
  const said = exchanges.get(node.id)?.get(record.no);
  const talk = said ? Kept.parse(JSON.parse(said)) : [];
  const stood = replaced.get(node.id)?.get(record.no);
  const before = lineTo(graph, record.steps, node.id)?.from ?? node.id;
  return {
    node: node.id,
    outcome: state.outcome,
    problem: state.problem ?? null,
    at: state.at,
    attempts: state.attempts,
    output: kept ? JSON.parse(outputOf({ graph, pages: outputs }, record, node.id)) : null,
    exchanges: talk.map((it) => wholeExchange(it, outputOf({ graph, pages: outputs }, record, before))),
    targetId: state.targetId ?? null,
    wentOn: state.port !== undefined,
    made: state.made ?? null,
    before: stood === undefined ? null : JSON.parse(stood),
  };
}

/** Whether the source can be asked for single records; a connection that is gone cannot. */
async function canReadAgain(services: Services, organizationId: string, node: FlowNode): Promise<boolean> {
  try {
    return (await openSource(services, organizationId, node)).source.readOne !== undefined;
  } catch (error) {
    if (error instanceof PermanentError) return false;
    throw error;
  }
}
