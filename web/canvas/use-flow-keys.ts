import { useEffect } from 'react';
import { duplicateSteps } from './edit-graph.ts';
import type { FlowStore } from './flow-store.ts';
import { newId } from './new-id.ts';

/** Fields whose text is not part of the flow keep the browser's own undo; they carry this attribute. */
const ownUndo = '[data-own-undo]';

/** Ctrl+Z, Shift+Ctrl+Z and Ctrl+Y anywhere on the page of the flow, and Ctrl+D on the chosen step. */
export function useFlowKeys(store: FlowStore, mayEdit: boolean) {
  useEffect(() => {
    if (!mayEdit) return;
    const hear = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
      if (event.target instanceof Element && event.target.closest(ownUndo)) return;
      const deed = deedOf(event.key.toLowerCase(), event.shiftKey, store);
      if (!deed) return;
      event.preventDefault();
      deed();
    };
    // Not on the editor itself: when a step is deleted, the focus is lost to the page.
    document.addEventListener('keydown', hear);
    return () => document.removeEventListener('keydown', hear);
  }, [store, mayEdit]);
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
