import { and, eq } from 'drizzle-orm';
import type { FlowTest } from '#flows/api/flow-tests.ts';
import {
  changeFlowTest,
  deleteFlowTest,
  type FlowTestRow,
  findFlowTest,
  insertFlowTest,
  listFlowTests,
} from '#server/database/flow-tests.ts';
import { findFlow } from '#server/database/flows.ts';
import { Json as JsonText } from '#server/database/json-text.ts';
import { readBatchPages } from '#server/database/payloads.ts';
import { findRun, graphOfRun } from '#server/database/runs.ts';
import { records } from '#server/database/schema.ts';
import { outputOf } from '#server/engine/walk-batch.ts';
import { endsOf, runFlowTests } from '#server/jobs/flow-tests.ts';
import { sourceOf } from '#server/jobs/kept-steps.ts';
import type { Services } from '#server/services.ts';
import type { Call, Handlers } from './handler.ts';
import { notFound } from './refusal.ts';

type Names = 'listFlowTests' | 'keepFlowTest' | 'changeFlowTest' | 'deleteFlowTest' | 'runFlowTests';
type WithFlow = Pick<Call<'listFlowTests'>, 'who' | 'params'>;

const placeOf = ({ who, params }: WithFlow) => ({ organizationId: who.organization.id, flowId: params.id });

const answer = ({ createdAt, ...row }: FlowTestRow): FlowTest => ({ ...row, createdAt: createdAt.toISOString() });

export function flowTestHandlers(services: Services): Handlers<Names> {
  const { db, now } = services;
  const find = async (call: WithFlow) => {
    const flow = await findFlow(db, placeOf(call));
    if (!flow) throw notFound();
    return flow;
  };
  const findTest = async (call: WithFlow & { params: { test: number } }) => {
    const row = await findFlowTest(db, { ...placeOf(call), no: call.params.test });
    if (!row) throw notFound();
    return row;
  };

  return {
    listFlowTests: async (call) => {
      await find(call);
      return { items: (await listFlowTests(db, placeOf(call))).map(answer) };
    },
    keepFlowTest: async (call) => {
      await find(call);
      const { run, no, name, ignored } = call.body;
      const received = await receivedRecord(services, placeOf(call), { run, no });
      if (!received) throw notFound();
      const { graph, ...test } = { ...placeOf(call), ...received };
      const kept = { ...test, createdBy: call.who.person.id, createdAt: now() };
      const expected = await endsOf(services, graph, kept);
      return answer(await insertFlowTest(db, { ...kept, name, ignored, expected }));
    },
    changeFlowTest: async (call) => {
      const [flow, test] = [await find(call), await findTest(call)];
      const { name = test.name, ignored = test.ignored, accept } = call.body;
      const expected = accept ? await endsOf(services, flow.draft, test) : test.expected;
      await changeFlowTest(db, test, { name, ignored, expected });
      return answer({ ...test, name, ignored, expected });
    },
    deleteFlowTest: async (call) => {
      await deleteFlowTest(db, await findTest(call));
      return { ok: true };
    },
    runFlowTests: async (call) => ({ items: await runFlowTests(services, await find(call)) }),
  };
}

/** A record of one of the flow's runs as it came in, with the graph it went through; null = there is none. */
async function receivedRecord(
  { db }: Services,
  { organizationId, flowId }: { organizationId: string; flowId: string },
  place: { run: string; no: number },
) {
  const run = await findRun(db, { organizationId, runId: place.run });
  if (run?.flowId !== flowId) return null;
  const [row] = await db
    .select()
    .from(records)
    .where(and(eq(records.organizationId, organizationId), eq(records.runId, place.run), eq(records.no, place.no)));
  if (!row) return null;
  const graph = await graphOfRun(db, run);
  const nodeId = sourceOf(graph, row);
  const pages = await readBatchPages(db, row, 'output');
  const input = JsonText.parse(outputOf({ graph, pages }, row, nodeId));
  return { graph, nodeId, key: row.key, title: row.title, input };
}
