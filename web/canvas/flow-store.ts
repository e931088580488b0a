import { temporal } from 'zundo';
import { createStore } from 'zustand';
import type { Graph } from '#flows/graph.ts';
import type { Edit } from './edit-graph.ts';

/** Edits of the same group that follow each other within this time are one step of undo (typing, arrow keys). */
const groupMilliseconds = 1000;

type Options = { group?: string; select?: string | null };

export type FlowState = {
  graph: Graph;
  /** The step whose settings are open. */
  selected: string | null;
  edit(change: Edit, options?: Options): void;
  select(id: string | null): void;
  undo(): void;
  redo(): void;
  /** Takes another draft in place of this one; nothing before it can be undone. */
  replace(graph: Graph): void;
};

export type FlowStore = ReturnType<typeof createFlowStore>;

/** The flow that is being drawn, with its undo. One store per opened flow, so that no history crosses flows. */
export function createFlowStore(graph: Graph, now: () => number = Date.now) {
  let last: { group: string | null; at: number } = { group: null, at: 0 };
  let current: string | null = null;
  const goesOn = () => {
    const same = current !== null && current === last.group && now() - last.at < groupMilliseconds;
    last = { group: current, at: now() };
    return same;
  };
  const store = createStore<FlowState>()(
    temporal(
      (set, get) => ({
        graph,
        selected: null,
        edit(change, { group, select } = {}) {
          current = group ?? null;
          const next = change(get().graph);
          set({ graph: next, selected: existing(next, select === undefined ? get().selected : select) });
        },
        select: (id) => set({ selected: id }),
        undo: () => travel('undo'),
        redo: () => travel('redo'),
        replace(other) {
          set({ graph: other, selected: existing(other, get().selected) });
          store.temporal.getState().clear();
        },
      }),
      {
        limit: 300,
        partialize: (state) => ({ graph: state.graph }),
        equality: (past, next) => past.graph === next.graph,
        handleSet: (record) => (past) => {
          if (!goesOn()) record(past);
        },
      },
    ),
  );
  function travel(way: 'undo' | 'redo') {
    last = { group: null, at: 0 };
    store.temporal.getState()[way]();
    store.setState(({ graph: shown, selected }) => ({ selected: existing(shown, selected) }));
  }
  return store;
}

const existing = (graph: Graph, id: string | null) => (graph.nodes.some((node) => node.id === id) ? id : null);
