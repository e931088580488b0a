import type { FlowNode, Graph } from '#flows/graph.ts';

/** The steps of a graph in the order in which records meet them: each column holds what the columns before it feed. */
export function columnsOf({ nodes, edges }: Graph): FlowNode[][] {
  const columns: FlowNode[][] = [];
  let left = nodes;
  while (left.length > 0) {
    const waiting = new Set(left.map((node) => node.id));
    const ready = left.filter((node) => !edges.some((edge) => edge.to === node.id && waiting.has(edge.from)));
    // A loop never gets ready; a draft may hold one, and its steps are shown all the same.
    const column = ready.length > 0 ? ready : left;
    columns.push(column.toSorted((one, other) => one.position.y - other.position.y));
    left = left.filter((node) => !column.includes(node));
  }
  return columns;
}
