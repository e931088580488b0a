import type { GraphProblem } from './api/flows.ts';
import type { FlowEdge, FlowNode, Graph } from './graph.ts';
import { kinds } from './kinds/index.ts';
import { allPorts, type Surroundings } from './kinds/kind.ts';
import type { Problem } from './problem.ts';

/** Everything that keeps a graph from being published, at the node where a person can mend it. Empty = sound. */
export function checkFlow(graph: Graph, surroundings: Surroundings): GraphProblem[] {
  if (graph.nodes.length === 0) return [{ code: 'flow.empty', params: {}, node: null }];
  const problems = [...checkIds(graph), ...graph.edges.flatMap((edge, place) => checkEdge(edge, graph, place))];
  for (const node of graph.nodes) {
    const kind = kinds[node.kind];
    const found = [
      ...checkLines(node, graph),
      ...kind.missing(node.settings, surroundings),
      ...missingTables(kind.tables(node.settings), surroundings),
    ];
    problems.push(...found.map((problem) => ({ ...problem, node: node.id })));
  }
  return [...problems, ...loops(graph).map((node) => ({ code: 'flow.loop', params: {}, node }))];
}

/** The value tables that a flow asks for, by their names. */
export const tablesOf = (graph: Graph): string[] => [
  ...new Set(graph.nodes.flatMap(({ kind, settings }) => kinds[kind].tables(settings))),
];

const missingTables = (tables: string[], { hasTable }: Surroundings): Problem[] =>
  [...new Set(tables)]
    .filter((table) => hasTable && !hasTable(table))
    .map((table) => ({ code: 'flow.table-missing', params: { table } }));

/** Why a line from one node to another is refused, or null. The canvas asks it while a line is drawn. */
export function refuseLine(graph: Graph, edge: FlowEdge): Problem | null {
  const from = graph.nodes.find((node) => node.id === edge.from);
  const to = graph.nodes.find((node) => node.id === edge.to);
  if (!from || !to) return { code: 'flow.line-to-nothing', params: {} };
  if (!allPorts(kinds[from.kind]).includes(edge.port)) return { code: 'flow.nothing-follows', params: {} };
  if (kinds[to.kind].inputs === 0) return { code: 'flow.takes-no-line', params: {} };
  if (graph.edges.some((other) => isSameLine(other, edge))) return { code: 'flow.line-twice', params: {} };
  if (edge.from === edge.to || reachable(graph, edge.to).has(edge.from)) return { code: 'flow.loop', params: {} };
  return null;
}

const isSameLine = (a: FlowEdge, b: FlowEdge) => a.from === b.from && a.port === b.port && a.to === b.to;

/** Nodes so that each stands after all that lead to it; nodes in a loop are left out. */
export function inFlowOrder(graph: Graph): FlowNode[] {
  const ordered: FlowNode[] = [];
  const waiting = new Map(
    graph.nodes.map((node) => [node.id, graph.edges.filter((edge) => edge.to === node.id).length]),
  );
  let ready = graph.nodes.filter((node) => waiting.get(node.id) === 0);
  while (ready.length > 0) {
    const [node, ...rest] = ready;
    if (!node) break;
    ordered.push(node);
    ready = rest;
    for (const edge of graph.edges.filter((it) => it.from === node.id)) {
      const left = (waiting.get(edge.to) ?? 0) - 1;
      waiting.set(edge.to, left);
      const next = graph.nodes.find((it) => it.id === edge.to);
      if (left === 0 && next) ready = [...ready, next];
    }
  }
  return ordered;
}

function checkIds(graph: Graph): GraphProblem[] {
  const seen = new Set<string>();
  const twice = graph.nodes.filter((node) => seen.has(node.id) || !seen.add(node.id));
  return twice.map((node) => ({ code: 'flow.id-twice', params: {}, node: node.id }));
}

/** Each line as if it were drawn after those before it; loops are told at the steps that lie on them. */
function checkEdge(edge: FlowEdge, graph: Graph, place: number): GraphProblem[] {
  const problem = refuseLine({ ...graph, edges: graph.edges.slice(0, place) }, edge);
  if (!problem || problem.code === 'flow.loop') return [];
  return [{ ...problem, node: graph.nodes.some((node) => node.id === edge.from) ? edge.from : null }];
}

function checkLines(node: FlowNode, graph: Graph): Problem[] {
  const kind = kinds[node.kind];
  const problems: Problem[] = [];
  const comesIn = graph.edges.some((edge) => edge.to === node.id);
  if (kind.inputs === 1 && !comesIn) problems.push({ code: 'flow.nothing-comes-in', params: {} });
  if (!kind.mayEnd && !graph.edges.some((edge) => edge.from === node.id && kind.ports.includes(edge.port))) {
    problems.push({ code: 'flow.loose-end', params: {} });
  }
  return problems;
}

/** The nodes that lie on a loop themselves, not those behind one. */
function loops(graph: Graph): string[] {
  return graph.nodes.map((node) => node.id).filter((id) => reachable(graph, id).has(id));
}

function reachable(graph: Graph, start: string): Set<string> {
  const found = new Set<string>();
  const queue = [start];
  for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
    for (const edge of graph.edges) {
      if (edge.from === at && !found.has(edge.to)) {
        found.add(edge.to);
        queue.push(edge.to);
      }
    }
  }
  return found;
}
