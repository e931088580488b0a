import type { Run, StepCounts } from '#flows/api/runs.ts';
import type { FlowEdge, Graph } from '#flows/graph.ts';
import { failedPort } from '#flows/kinds/kind.ts';
import { noCounts } from '#server/database/run-counts.ts';
import { type readRun, summaryOf } from '#server/database/run-list.ts';
import { graphOfRun } from '#server/database/runs.ts';
import type { NodeCounts } from '#server/database/schema.ts';
import { linesInto } from '#server/engine/way.ts';
import type { Services } from '#server/services.ts';

type Row = NonNullable<Awaited<ReturnType<typeof readRun>>>;

/** A run with its graph as it was, and the counts of each step. */
export async function wholeRun({ db }: Pick<Services, 'db'>, row: Row): Promise<Run> {
  const graph = await graphOfRun(db, row.run);
  return {
    ...summaryOf(row),
    graph,
    steps: stepCounts(graph, row.run.steps),
    replay: row.run.replay,
    tables: usedTables(row.run),
  };
}

/** The versions of value tables that the run's formulas used. */
export const usedTables = ({ envelope: { tables = {} } }: Pick<Row['run'], 'envelope'>): Run['tables'] =>
  Object.entries(tables).map(([name, table]) => ({ name, ...table }));

/**
 * What came into each step is what went along the line to it, and where several lead to it, what began there; what is in
 * and has not left waits.
 */
export function stepCounts(graph: Graph, left: Record<string, NodeCounts>): StepCounts {
  return Object.fromEntries(
    graph.nodes.map((node) => {
      const { began, ...counts } = { ...noCounts(), ...left[node.id] };
      const { passed, sent, alreadyThere, leftOut, attention, otherWay } = counts;
      const ended = passed + sent + alreadyThere + leftOut + attention + otherWay;
      const [line, ...more] = linesInto(graph, node.id);
      const came = !line ? ended : more.length > 0 ? Math.max(began, ended) : wentAlong(line, left);
      return [node.id, { in: came, ...counts, waiting: Math.max(0, came - ended) }];
    }),
  );
}

const wentAlong = ({ from, port }: FlowEdge, left: Record<string, NodeCounts>) =>
  left[from]?.[port === failedPort ? 'otherWay' : 'passed'] ?? 0;
