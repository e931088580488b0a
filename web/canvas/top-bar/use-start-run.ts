import { useDeed } from '#web/api/queries.ts';
import { useTell } from '#web/shell/use-tell.ts';
import { useEditor } from '../editor-context.ts';

/** Starts a run and shows what it does on the canvas. A try-out runs the draft, so that is saved first. */
export function useStartRun() {
  const tell = useTell();
  const { flow, store, autosave, run } = useEditor();
  const start = useDeed('startRun', ['listFlows']);
  return {
    busy: start.isPending,
    async start(body: { mode: 'live' | 'try'; sample?: boolean }) {
      if (body.mode === 'try' && !(await autosave.flush())) return;
      // The whole picture shows what the run does.
      store.getState().select(null);
      start.mutate({ params: { id: flow.id }, body }, { onSuccess: run.follow, onError: tell.failed });
    },
  };
}
