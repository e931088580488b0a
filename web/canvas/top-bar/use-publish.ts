import { ApiError } from '#web/api/client.ts';
import { useDeed } from '#web/api/queries.ts';
import { useTell } from '#web/shell/use-tell.ts';
import { useEditor } from '../editor-context.ts';
import words from '../words.json';

/** Makes the saved draft the version that runs; true when that worked. */
export function usePublish() {
  const tell = useTell();
  const { flow, autosave } = useEditor();
  const deed = useDeed('publishFlow', ['getFlow', 'listFlows', 'listVersions']);
  return {
    busy: deed.isPending,
    async publish(note: string): Promise<boolean> {
      if (!(await autosave.flush())) return false;
      try {
        const { publishedVersion } = await deed.mutateAsync({ params: { id: flow.id }, body: { note } });
        tell.done(words.published, { version: String(publishedVersion) });
        return true;
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        tell.failed(error);
        return false;
      }
    },
  };
}
