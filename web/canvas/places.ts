import dagre from '@dagrejs/dagre';
import { inFlowOrder } from '#flows/check-flow.ts';
import type { FlowNode, Graph } from '#flows/graph.ts';

export type Place = { x: number; y: number };

/** From one step's left side to the next one's: the step itself and room for the line with its count. */
export const stepWidth = 304;
/** About the size of a step. */
export const card = { width: 224, height: 120 };

/** The nearest place below where no other step lies. */
export function freePlace(graph: Graph, wanted: Place): Place {
  const taken = graph.nodes.some(
    ({ position }) =>
      Math.abs(position.x - wanted.x) < card.width && Math.abs(position.y - wanted.y) < card.height + 16,
  );
  return taken ? freePlace(graph, { x: wanted.x, y: wanted.y + card.height + 32 }) : wanted;
}

/** Moves a step and all that follow it to the right until the step stands at `x` or beyond. */
export function makeRoom(graph: Graph, id: string, x: number): Graph {
  const first = graph.nodes.find((node) => node.id === id);
  const by = first ? x - first.position.x : 0;
  if (by <= 0) return graph;
  const moved = following(graph, id);
  const move = (node: FlowNode) => ({ ...node, position: { x: node.position.x + by, y: node.position.y } });
  return { ...graph, nodes: graph.nodes.map((node) => (moved.has(node.id) ? move(node) : node)) };
}

/** A step and all that follow it. */
function following(graph: Graph, id: string): Set<string> {
  const found = new Set([id]);
  // A set walks on over what is added while it is walked.
  for (const at of found) for (const edge of graph.edges) if (edge.from === at) found.add(edge.to);
  return found;
}

/** Lays all steps out from left to right, in the order of the flow. */
export function tidyUp(graph: Graph): Graph {
  const layout = new dagre.graphlib.Graph();
  layout.setGraph({ rankdir: 'LR', nodesep: 48, ranksep: stepWidth - card.width });
  layout.setDefaultEdgeLabel(() => ({}));
  for (const node of stepsInOrder(graph)) layout.setNode(node.id, { ...card });
  for (const edge of graph.edges) layout.setEdge(edge.from, edge.to);
  dagre.layout(layout);
  const nodes = graph.nodes.map((node) => {
    const { x, y } = layout.node(node.id);
    return { ...node, position: { x: Math.round(x - card.width / 2), y: Math.round(y - card.height / 2) } };
  });
  return { ...graph, nodes };
}

/** All steps in the order of the flow; those on a loop, which has no order, come last. */
export function stepsInOrder(graph: Graph): FlowNode[] {
  const ordered = inFlowOrder(graph);
  return [...ordered, ...graph.nodes.filter((node) => !ordered.includes(node))];
}
