import { inFlowOrder } from '#flows/check-flow.ts';
import type { FlowEdge, FlowNode, Graph } from '#flows/graph.ts';
import { kinds } from '#flows/kinds/index.ts';
import { failedPort } from '#flows/kinds/kind.ts';
import { type OnlyOn, onlyOnFrom } from '#flows/mapping/when.ts';
import type { StepProblem } from '#flows/problem.ts';
import type { StepState, Steps } from './record-outcome.ts';

/** By which line a record comes to a step; `open` while that is not decided, null when it never comes there. */
export type Arrival = FlowEdge | 'open' | null;

type Ways = { order: readonly FlowNode[]; into: ReadonlyMap<string, readonly FlowEdge[]> };

/** Graphs of a run never change, and every record of it asks. */
const known = new WeakMap<Graph, Ways>();

function waysOf(graph: Graph): Ways {
  const found = known.get(graph);
  if (found) return found;
  const order = inFlowOrder(graph);
  const place = new Map(order.map(({ id }, index) => [id, index]));
  const lines = graph.edges.toSorted((a, b) => (place.get(a.from) ?? 0) - (place.get(b.from) ?? 0));
  const into = new Map(order.map(({ id }) => [id, lines.filter((line) => line.to === id)]));
  const ways = { order, into };
  known.set(graph, ways);
  return ways;
}

/** The steps of a graph in flow order. */
export const stepsOf = (graph: Graph): readonly FlowNode[] => waysOf(graph).order;

/** The lines that lead to a step, in flow order. */
export const linesInto = (graph: Graph, node: string): readonly FlowEdge[] => waysOf(graph).into.get(node) ?? [];

/**
 * A record comes to a step once. Where several of its lines bring it, the first in flow order counts; as long as an earlier
 * one may still bring it, a later one waits, so that the way never depends on who was faster.
 */
export function arrivalAt(graph: Graph, steps: Steps, node: string, told?: Map<string, Arrival>): Arrival {
  const lines = linesInto(graph, node);
  const [only] = lines;
  const state = only && steps[only.from];
  if (lines.length === 1 && state) {
    const takes = leads(state, only);
    return takes === 'open' ? 'open' : takes ? only : null;
  }
  return firstArrival(graph, steps, node, told ?? new Map());
}

function firstArrival(graph: Graph, steps: Steps, node: string, told: Map<string, Arrival>): Arrival {
  const before = told.get(node);
  if (before !== undefined) return before;
  // Drafts may hold a loop; nothing comes in there.
  told.set(node, null);
  let arrival: Arrival = null;
  for (const line of linesInto(graph, node)) {
    const brings = isTaken(graph, steps, line, told);
    if (brings === false) continue;
    arrival = brings === 'open' ? 'open' : line;
    break;
  }
  told.set(node, arrival);
  return arrival;
}

function isTaken(graph: Graph, steps: Steps, line: FlowEdge, told: Map<string, Arrival>): boolean | 'open' {
  const state = steps[line.from];
  return state ? leads(state, line) : arrivalAt(graph, steps, line.from, told) === null ? false : 'open';
}

/** Whether a record that was at a step goes along a line from there. */
function leads(state: StepState, line: FlowEdge): boolean | 'open' {
  if (state.outcome === 'waiting') return 'open';
  return state.outcome === 'passed' ? line.port !== failedPort : line.port === state.port;
}

/** The line by which a record came to a step, when it is known. */
export function lineTo(graph: Graph, steps: Steps, node: string): FlowEdge | null {
  const arrival = arrivalAt(graph, steps, node);
  return arrival === 'open' ? null : arrival;
}

/** Whether a record that failed at a step goes on from there, by a line that no other line came before. */
export function goesOtherWay(graph: Graph, steps: Steps, node: string): boolean {
  const port = steps[node]?.port;
  if (port === undefined) return false;
  const lines = graph.edges.filter((line) => line.from === node && line.port === port);
  return lines.some((line) => lineTo(graph, steps, line.to) === line);
}

/** Whether some step has more than one line into it, or a line from where records fail. */
export function hasManyWays(graph: Graph): boolean {
  for (const lines of waysOf(graph).into.values()) {
    if (lines.length > 1 || lines.some(({ port }) => port === failedPort)) return true;
  }
  return false;
}

/** The rows that are sent on one way only, of the last mapping that a record came through to a step. */
export function onlyOnWay(graph: Graph, steps: Steps, node: string): OnlyOn | null {
  const line = lineTo(graph, steps, node);
  if (!line) return null;
  const only = steps[line.from]?.outcome === 'passed' ? onlyOnFrom(graph, line.from) : undefined;
  return only === undefined ? onlyOnWay(graph, steps, line.from) : only;
}

/** Why a record goes the way that it comes to a step by; null when nothing went wrong on it. */
export function problemBefore(graph: Graph, steps: Steps, node: string): StepProblem | null {
  const line = lineTo(graph, steps, node);
  if (!line) return null;
  const problem = line.port === failedPort ? steps[line.from]?.problem : undefined;
  if (!problem) return problemBefore(graph, steps, line.from);
  return { ...problem, step: titleOf(stepsOf(graph).find(({ id }) => id === line.from)) };
}

const titleOf = (node: FlowNode | undefined): string => node?.name ?? (node ? kinds[node.kind].words.title.en : '');
