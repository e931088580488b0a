import { createContext, use } from 'react';
import { useStore } from 'zustand';
import type { Flow, GraphProblem } from '#flows/api/flows.ts';
import type { FlowNode } from '#flows/graph.ts';
import type { Autosave, SaveState } from './autosave.ts';
import type { FlowState, FlowStore } from './flow-store.ts';
import type { FlowRun } from './use-flow-run.ts';
import type { Systems } from './use-systems.ts';

/** What every part of the editor of one flow shares. */
export type Editor = {
  flow: Flow;
  store: FlowStore;
  autosave: Autosave;
  saveState: SaveState;
  /** What stands in the way of publishing, as the last save answered it. */
  problems: GraphProblem[];
  mayEdit: boolean;
  systems: Systems;
  run: FlowRun;
  openMapper(id: string): void;
};

export const EditorContext = createContext<Editor | null>(null);

export function useEditor(): Editor {
  const editor = use(EditorContext);
  if (!editor) throw new Error('This stands outside the editor of a flow.');
  return editor;
}

export function useFlowState<T>(pick: (state: FlowState) => T): T {
  return useStore(useEditor().store, pick);
}

export const useStep = (id: string): FlowNode | null =>
  useFlowState((state) => state.graph.nodes.find((node) => node.id === id) ?? null);
