import { useCallback, useMemo, useState } from 'react';
import type { Connection, Edge, EdgeChange, Node, NodeChange, OnBeforeDelete, XYPosition } from 'reactflow';
import type { FlowEdge } from '#flows/graph.ts';
import { lineId, moveSteps, removeLine, removeSteps } from './edit-graph.ts';
import { useEditor, useFlowState } from './editor-context.ts';
import { stepsInOrder } from './places.ts';
import { useStepLabel } from './use-step-label.ts';

type Size = { width: number; height: number };
/** What only the picture knows: measured sizes, and where steps are while they are being dragged. */
type Sizes = ReadonlyMap<string, Size>;
type Dragged = ReadonlyMap<string, XYPosition>;

export const lineOf = (line: Connection | Edge): FlowEdge => ({
  from: line.source,
  port: line.sourceHandle ?? 'out',
  to: line.target,
});

/**
 * The graph as React Flow wants it, and its changes as edits of the graph. The only place that knows how React Flow
 * tells its changes.
 */
export function useCanvasParts() {
  const { store, run } = useEditor();
  const graph = useFlowState((state) => state.graph);
  const selected = useFlowState((state) => state.selected);
  const label = useStepLabel();
  const [sizes, setSizes] = useState<Sizes>(new Map());
  const [dragged, setDragged] = useState<Dragged>(new Map());
  const [many, setMany] = useState<ReadonlySet<string>>(new Set());
  const [lines, setLines] = useState<ReadonlySet<string>>(new Set());
  const chosen = useMemo(() => (many.size > 1 ? many : new Set(selected === null ? [] : [selected])), [many, selected]);

  const nodes = useMemo(
    () =>
      stepsInOrder(graph).map<Node>((node, index) => {
        const size = sizes.get(node.id);
        return {
          id: node.id,
          type: 'step',
          position: dragged.get(node.id) ?? node.position,
          data: { number: index + 1 },
          selected: chosen.has(node.id),
          ariaLabel: label(node, index + 1),
          ...(size && { measured: size }),
        };
      }),
    [graph, sizes, dragged, chosen, label],
  );
  const edges = useMemo(
    () =>
      graph.edges.map<Edge>((edge) => ({
        id: lineId(edge),
        type: 'step',
        source: edge.from,
        sourceHandle: edge.port,
        target: edge.to,
        data: { line: edge },
        selected: lines.has(lineId(edge)),
        animated: run.running,
      })),
    [graph.edges, lines, run.running],
  );
  const onNodesChange = useCallback(
    (changes: NodeChange[]) => {
      const moved = new Map<string, XYPosition>();
      const next = new Set(chosen);
      for (const change of changes) {
        if (change.type === 'dimensions' && change.dimensions) {
          const { id, dimensions } = change;
          setSizes((old) => new Map(old).set(id, dimensions));
        } else if (change.type === 'position' && change.position) {
          const { id, position } = change;
          if (change.dragging) setDragged((old) => new Map(old).set(id, position));
          else moved.set(id, position);
        } else if (change.type === 'select') {
          if (change.selected) next.add(change.id);
          else next.delete(change.id);
        }
      }
      if (moved.size > 0) {
        setDragged(new Map());
        store.getState().edit(moveSteps(moved), { group: 'move' });
      }
      if (changes.some((change) => change.type === 'select')) {
        setMany(next);
        const [only] = next;
        store.getState().select(next.size === 1 && only !== undefined ? only : null);
      }
    },
    [store, chosen],
  );
  const onEdgesChange = useCallback((changes: EdgeChange[]) => {
    setLines((old) => {
      const next = new Set(old);
      for (const change of changes) {
        if (change.type !== 'select') continue;
        if (change.selected) next.add(change.id);
        else next.delete(change.id);
      }
      return next;
    });
  }, []);
  /** Steps and their lines go in one edit, and the gap closes; React Flow itself takes nothing away. */
  const onBeforeDelete = useCallback<OnBeforeDelete>(
    async ({ nodes: gone, edges: goneLines }) => {
      const { edit } = store.getState();
      if (gone.length > 0) edit(removeSteps(gone.map((node) => node.id)));
      else edit((now) => goneLines.reduce((rest, edge) => removeLine(lineOf(edge))(rest), now));
      return false;
    },
    [store],
  );
  return { nodes, edges, onNodesChange, onEdgesChange, onBeforeDelete };
}
