import { type KeyboardEvent, useCallback } from 'react';
import { duplicateSteps } from './edit-graph.ts';
import type { FlowStore } from './flow-store.ts';
import { newId } from './new-id.ts';

/** Fields whose text is not part of the flow keep the browser's own undo; they carry this attribute. */
const ownUndo = '[data-own-undo]';

/** Ctrl+Z, Shift+Ctrl+Z and Ctrl+Y anywhere in the editor, and Ctrl+D on the chosen step. */
export function useFlowKeys(store: FlowStore, mayEdit: boolean) {
  return useCallback(
    (event: KeyboardEvent<HTMLElement>) => {
      if (!mayEdit || !(event.ctrlKey || event.metaKey) || event.altKey) return;
      if (event.target instanceof Element && event.target.closest(ownUndo)) return;
      const deed = deedOf(event.key.toLowerCase(), event.shiftKey, store);
      if (!deed) return;
      event.preventDefault();
      deed();
    },
    [store, mayEdit],
  );
}

function deedOf(key: string, shift: boolean, store: FlowStore): (() => void) | null {
  const { undo, redo, selected } = store.getState();
  if (key === 'z') return shift ? redo : undo;
  if (key === 'y') return redo;
  if (key === 'd' && selected !== null) return () => duplicate(store, selected);
  return null;
}

/** Copies one step and opens the copy's settings. */
export function duplicate(store: FlowStore, id: string) {
  const node = store.getState().graph.nodes.find((it) => it.id === id);
  if (!node) return;
  const copy = newId(node.kind);
  store.getState().edit(duplicateSteps(new Map([[id, copy]])), { select: copy });
}
