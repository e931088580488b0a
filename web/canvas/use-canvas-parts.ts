import { useCallback, useMemo, useState } from 'react';
import type { Connection, Edge, EdgeChange, Node, NodeChange, OnBeforeDelete, XYPosition } from 'reactflow';
import type { FlowEdge } from '#flows/graph.ts';
import { failedPort } from '#flows/kinds/kind.ts';
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
  const { store } = useEditor();
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
  return { ...useNodes(), ...useLines(), onBeforeDelete };
}

function useNodes() {
  const graph = useFlowState((state) => state.graph);
  const label = useStepLabel();
  const [sizes, setSizes] = useState<Sizes>(new Map());
  const [dragged, setDragged] = useState<Dragged>(new Map());
  const { chosen, choose } = useChosen();
  const move = useMove(setDragged);
  const nodes = useMemo(
    () =>
      stepsInOrder(graph).map<Node>((node, index) => ({
        id: node.id,
        type: 'step',
        position: dragged.get(node.id) ?? node.position,
        data: {},
        selected: chosen.has(node.id),
        ariaLabel: label(node, index + 1),
        ...(sizes.has(node.id) && { measured: sizes.get(node.id) }),
      })),
    [graph, sizes, dragged, chosen, label],
  );
  const onNodesChange = useCallback(
    (changes: NodeChange[]) => {
      for (const change of changes) {
        if (change.type !== 'dimensions' || !change.dimensions) continue;
        const { id, dimensions } = change;
        setSizes((old) => new Map(old).set(id, dimensions));
      }
      move(changes);
      choose(changes);
    },
    [move, choose],
  );
  return { nodes, onNodesChange };
}

/** A drag is one edit, when it ends; an arrow key is one too. */
function useMove(setDragged: (change: (old: Dragged) => Dragged) => void) {
  const { store } = useEditor();
  return useCallback(
    (changes: NodeChange[]) => {
      const moved = new Map<string, XYPosition>();
      for (const change of changes) {
        if (change.type !== 'position' || !change.position) continue;
        const { id, position } = change;
        if (change.dragging) setDragged((old) => new Map(old).set(id, position));
        else moved.set(id, position);
      }
      if (moved.size === 0) return;
      setDragged(() => new Map());
      store.getState().edit(moveSteps(moved), { group: 'move' });
    },
    [store, setDragged],
  );
}

/** One chosen step opens its settings; several are chosen only to be moved or deleted together. */
function useChosen() {
  const { store } = useEditor();
  const selected = useFlowState((state) => state.selected);
  const [many, setMany] = useState<ReadonlySet<string>>(new Set());
  const chosen = useMemo(() => (many.size > 1 ? many : new Set(selected === null ? [] : [selected])), [many, selected]);
  const choose = useCallback(
    (changes: NodeChange[]) => {
      if (!changes.some((change) => change.type === 'select')) return;
      const next = withChanges(chosen, changes);
      const [only] = next;
      setMany(next);
      store.getState().select(next.size === 1 && only !== undefined ? only : null);
    },
    [store, chosen],
  );
  return { chosen, choose };
}

function useLines() {
  const { run } = useEditor();
  const lines = useFlowState((state) => state.graph.edges);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const edges = useMemo(
    () =>
      lines.map<Edge>((line) => ({
        id: lineId(line),
        type: 'step',
        source: line.from,
        sourceHandle: line.port,
        target: line.to,
        selected: chosen.has(lineId(line)),
        animated: run.running,
        ...(line.port === failedPort && { className: 'failed' }),
      })),
    [lines, chosen, run.running],
  );
  const onEdgesChange = useCallback((changes: EdgeChange[]) => setChosen((old) => withChanges(old, changes)), []);
  return { edges, onEdgesChange };
}

function withChanges(chosen: ReadonlySet<string>, changes: (NodeChange | EdgeChange)[]): ReadonlySet<string> {
  const next = new Set(chosen);
  for (const change of changes) {
    if (change.type !== 'select') continue;
    if (change.selected) next.add(change.id);
    else next.delete(change.id);
  }
  return next;
}
