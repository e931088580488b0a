import type { ApiError } from '#web/api/client.ts';
import { ErrorState } from '#web/shell/ErrorState.tsx';
import { PageFrame } from '#web/shell/PageFrame.tsx';
import { useSay } from '#web/words/say.ts';
import words from './words.json';

/** A run or record that could not be read, or that is not there. */
export function NotShown({ error, again }: { error: ApiError; again(): void }) {
  const say = useSay();
  return (
    <PageFrame title={say(words.activity)}>
      <ErrorState error={error} again={again} />
    </PageFrame>
  );
}
