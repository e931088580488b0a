import type { FlowEdge } from '#flows/graph.ts';
import type { KindId } from '#flows/kinds/ids.ts';
import { addStep, addStepAfter, insertStep, newStep } from './edit-graph.ts';
import { useEditor } from './editor-context.ts';
import { newId } from './new-id.ts';
import type { Place } from './places.ts';

const origin = { x: 0, y: 0 };

/** The ways to add a step; each is one step of undo, and opens the new step's settings. */
export function useAddStep() {
  const { store } = useEditor();
  const fresh = (kind: KindId, place: Place = origin) => newStep(kind, newId(kind), place);
  return {
    /** Behind a step, or behind the chosen or the last one; by the first of its ports, or by another one. */
    next(kind: KindId, after: string | null = store.getState().selected, port?: string) {
      const node = fresh(kind);
      store.getState().edit(addStepAfter(node, after, port), { select: node.id });
    },
    at(kind: KindId, place: Place) {
      const node = fresh(kind, place);
      store.getState().edit(addStep(node), { select: node.id });
    },
    /** At a place, with a line from another step. */
    from(kind: KindId, place: Place, { from, port }: Pick<FlowEdge, 'from' | 'port'>) {
      const node = fresh(kind, place);
      const placed = addStepAfter(node, from, port);
      store.getState().edit(
        (graph) => {
          const added = placed(graph);
          const nodes = added.nodes.map((it) => (it.id === node.id ? { ...it, position: place } : it));
          return { ...added, nodes };
        },
        { select: node.id },
      );
    },
    into(kind: KindId, line: FlowEdge) {
      const node = fresh(kind);
      store.getState().edit(insertStep(node, line), { select: node.id });
    },
  };
}
