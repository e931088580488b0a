import type { Run, StepCounts } from '#flows/api/runs.ts';
import type { Graph } from '#flows/graph.ts';
import { noCounts } from '#server/database/run-counts.ts';
import { type readRun, summaryOf } from '#server/database/run-list.ts';
import { graphOfRun } from '#server/database/runs.ts';
import type { NodeCounts } from '#server/database/schema.ts';
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

/** What came into each step is what passed the one before; what is in and has not left waits. */
export function stepCounts(graph: Graph, left: Record<string, NodeCounts>): StepCounts {
  return Object.fromEntries(
    graph.nodes.map((node) => {
      const counts = left[node.id] ?? noCounts();
      const ended = counts.passed + counts.sent + counts.alreadyThere + counts.leftOut + counts.attention;
      const before = graph.edges.find((edge) => edge.to === node.id)?.from;
      const came = before === undefined ? ended : (left[before]?.passed ?? 0);
      return [node.id, { in: came, ...counts, waiting: Math.max(0, came - ended) }];
    }),
  );
}
