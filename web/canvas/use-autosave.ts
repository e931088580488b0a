import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Draft, type Flow, type GraphProblem } from '#flows/api/flows.ts';
import type { Graph } from '#flows/graph.ts';
import { ApiError, call } from '#web/api/client.ts';
import { type Autosave, createAutosave, type SaveAnswer, type SaveState } from './autosave.ts';
import type { FlowStore } from './flow-store.ts';

/** Browsers let go of larger requests when the page is closed. */
const keepaliveLimit = 60_000;

async function saveDraft(id: string, graph: Graph, revision: number): Promise<SaveAnswer> {
  const keepalive = document.visibilityState === 'hidden' && JSON.stringify(graph).length < keepaliveLimit;
  try {
    return { saved: await call('saveDraft', { params: { id }, body: { graph, revision } }, { keepalive }) };
  } catch (error) {
    if (!(error instanceof ApiError) || error.details.status !== 409) throw error;
    return { conflict: Draft.parse(error.details.current) };
  }
}

const later = (run: () => void, milliseconds: number) => {
  const timer = setTimeout(run, milliseconds);
  return () => clearTimeout(timer);
};

/** Saves the draft of the opened flow by itself, also when the page is left. */
export function useAutosave(flow: Flow, store: FlowStore) {
  const client = useQueryClient();
  const [saveState, setSaveState] = useState<SaveState>({ is: 'saved', savedAt: flow.draft.savedAt });
  const [problems, setProblems] = useState<GraphProblem[]>(flow.draft.problems);
  const [autosave] = useState<Autosave>(() =>
    createAutosave({
      draft: flow.draft,
      save: (graph, revision) => saveDraft(flow.id, graph, revision),
      later,
      onState: setSaveState,
      onSaved(draft) {
        setProblems(draft.problems);
        client.setQueryData<Flow>(['getFlow', { params: { id: flow.id } }], (old) => old && { ...old, draft });
        void client.invalidateQueries({ queryKey: ['getFlow'] });
      },
    }),
  );
  useEffect(() => {
    const unsubscribe = store.subscribe((now, before) => {
      if (now.graph !== before.graph) autosave.changed(now.graph);
    });
    return () => {
      unsubscribe();
      void autosave.flush();
    };
  }, [store, autosave]);
  useEffect(() => saveWhenLeaving(autosave), [autosave]);
  return { autosave, saveState, problems };
}

function saveWhenLeaving(autosave: Autosave) {
  const save = () => void autosave.flush();
  const ask = (event: BeforeUnloadEvent) => {
    if (!autosave.isSaved()) event.preventDefault();
  };
  window.addEventListener('blur', save);
  window.addEventListener('pagehide', save);
  document.addEventListener('visibilitychange', save);
  window.addEventListener('beforeunload', ask);
  return () => {
    window.removeEventListener('blur', save);
    window.removeEventListener('pagehide', save);
    document.removeEventListener('visibilitychange', save);
    window.removeEventListener('beforeunload', ask);
  };
}
