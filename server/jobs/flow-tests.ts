import type { FlowTestResult } from '#flows/api/flow-tests.ts';
import type { Graph } from '#flows/graph.ts';
import { kinds } from '#flows/kinds/index.ts';
import { compareEnds, type PathEnd } from '#flows/path-ends.ts';
import { type FlowTestRow, listFlowTests } from '#server/database/flow-tests.ts';
import { arrivedRecord } from '#server/database/new-batches.ts';
import type { Services } from '#server/services.ts';
import type { FlowRow } from './start-run.ts';
import { pathEnds, walkInline } from './walk-inline.ts';

type Input = Pick<FlowTestRow, 'organizationId' | 'nodeId' | 'key' | 'title' | 'input' | 'createdAt'>;

/**
 * What a graph makes of a test's record. Its formulas take the day on which the test was kept for now: a test must not fail
 * because time goes by. A source that is gone from the graph gets nothing, and nothing comes out.
 */
export async function endsOf(services: Services, graph: Graph, test: Input): Promise<PathEnd[]> {
  const { organizationId, nodeId, key, title, input, createdAt } = test;
  if (!graph.nodes.some(({ id, kind }) => id === nodeId && kinds[kind].inputs === 0)) return [];
  const record = arrivedRecord(nodeId, { key, title, body: input }, services.now());
  const moment = { now: createdAt.getTime(), seed: 'test' };
  const [walked] = await walkInline(services, { organizationId, graph, moment }, [record]);
  return walked ? pathEnds(walked) : [];
}

/** Runs every test of a flow on its draft; nothing is sent. */
export async function runFlowTests(services: Services, flow: FlowRow): Promise<FlowTestResult[]> {
  const tests = await listFlowTests(services.db, { organizationId: flow.organizationId, flowId: flow.id });
  const results: FlowTestResult[] = [];
  for (const test of tests) {
    const failures = compareEnds(test.expected, await endsOf(services, flow.draft, test), test.ignored);
    results.push({ no: test.no, name: test.name, ok: failures.length === 0, failures });
  }
  return results;
}
