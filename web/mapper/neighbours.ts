import type { FlowNode, Graph } from '#flows/graph.ts';
import { kinds } from '#flows/kinds/index.ts';
import { failedPort } from '#flows/kinds/kind.ts';

/**
 * The first step behind a matching step where records leave the flow. Another matching step on the way makes records of
 * its own shape, so that nothing is known there.
 */
export function targetBehind(graph: Graph, id: string, seen: ReadonlySet<string> = new Set()): FlowNode | null {
  for (const edge of graph.edges.filter((it) => it.from === id && it.port !== failedPort && !seen.has(it.to))) {
    const node = graph.nodes.find((it) => it.id === edge.to);
    if (!node || node.kind === 'datamapper') continue;
    if (kinds[node.kind].ports.length === 0) return node;
    const found = targetBehind(graph, node.id, new Set([...seen, id]));
    if (found) return found;
  }
  return null;
}
