import { useState } from 'react';
import * as z from 'zod';
import { FlowTestResult } from '#flows/api/flow-tests.ts';
import { ApiError } from '#web/api/client.ts';
import { useDeed } from '#web/api/queries.ts';
import { useTell } from '#web/shell/use-tell.ts';
import { useEditor } from '../editor-context.ts';
import words from '../words.json';

const Failed = z.object({ tests: z.array(FlowTestResult) });

/** Makes the saved draft the version that runs; `publish` is true when that worked, `failing` says which tests stood in the way. */
export function usePublish() {
  const tell = useTell();
  const { flow, autosave } = useEditor();
  const deed = useDeed('publishFlow', ['getFlow', 'listFlows', 'listVersions', 'getShadow']);
  const [failing, setFailing] = useState<FlowTestResult[]>([]);
  const refused = (error: ApiError) => {
    const failed = Failed.safeParse(error.details.current);
    if (failed.success) setFailing(failed.data.tests);
    else tell.failed(error);
  };
  return {
    busy: deed.isPending,
    failing,
    forget: () => setFailing([]),
    async publish(note: string): Promise<boolean> {
      if (!(await autosave.flush())) return false;
      try {
        const body = { note, despiteTests: failing.length > 0 };
        const { publishedVersion } = await deed.mutateAsync({ params: { id: flow.id }, body });
        tell.done(words.published, { version: String(publishedVersion) });
        return true;
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        refused(error);
        return false;
      }
    },
  };
}
