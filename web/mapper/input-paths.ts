import type { FlowNode, Graph } from '#flows/graph.ts';
import { DatamapperSettings } from '#flows/kinds/datamapper.ts';
import { kinds } from '#flows/kinds/index.ts';
import { failedPort } from '#flows/kinds/kind.ts';
import { LookupSettings } from '#flows/kinds/lookup.ts';
import type { Mapping } from '#flows/mapping/rows.ts';
import type { StepProblem } from '#flows/problem.ts';

/** A record as it comes into a step, with what went wrong where it comes from a line "when it fails". */
export type StepSample = { body: unknown; problem?: StepProblem };

/** What a step on the way does to the record, and the failed step that the record came from before it. */
type ChangeOnWay = { failed: FlowNode | null } & ({ mapping: Mapping } | { lookup: FlowNode; as: string });

/** One way on which records come into a step: where they are read, the steps on it, and what they change. */
export type InputPath = { source: FlowNode; through: string[]; changes: ChangeOnWay[]; failed: FlowNode | null };

/** Ways that are looked at; a flow in which more lead to one step is told by the first of them. */
const mostPaths = 12;

/** Every way from a source to a step, in the order of the lines. */
export function pathsTo(graph: Graph, nodeId: string, seen: ReadonlySet<string> = new Set()): InputPath[] {
  const found: InputPath[] = [];
  for (const line of graph.edges) {
    const from = graph.nodes.find(({ id }) => id === line.from);
    if (line.to !== nodeId || !from || seen.has(from.id)) continue;
    const failed = line.port === failedPort ? from : null;
    const before = pathsTo(graph, from.id, new Set([...seen, nodeId]));
    const start = kinds[from.kind].inputs === 0 || before.length === 0;
    const ways = start ? [{ source: from, through: [], changes: [], failed: null }] : before;
    found.push(...ways.map((way) => goOn(way, from, failed)));
    if (found.length >= mostPaths) break;
  }
  return found.slice(0, mostPaths);
}

/** A step that failed changes nothing. */
function goOn(way: InputPath, from: FlowNode, failed: FlowNode | null): InputPath {
  const through = [...way.through, from.id];
  const change = failed ? null : changeBy(from);
  const changes = change ? [...way.changes, { ...change, failed: way.failed }] : way.changes;
  return { ...way, through, changes, failed: failed ?? way.failed };
}

function changeBy(node: FlowNode): { mapping: Mapping } | { lookup: FlowNode; as: string } | null {
  const mapping = node.kind === 'datamapper' ? DatamapperSettings.safeParse(node.settings).data?.mapping : undefined;
  if (mapping) return { mapping };
  const as = node.kind === 'lookup' ? LookupSettings.safeParse(node.settings).data?.as : undefined;
  return as ? { lookup: node, as } : null;
}
