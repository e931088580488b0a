import { notifications } from '@mantine/notifications';
import type { Words } from '#flows/words.ts';
import type { ApiError } from '#web/api/client.ts';
import { useApiError } from '#web/problems/use-api-error.ts';
import { type CountedWords, type Params, useSay } from '#web/words/say.ts';

/** Short messages about what a deed did. What a person must act upon stays on the page instead. */
export function useTell() {
  const say = useSay();
  const sentence = useApiError();
  return {
    done: (words: Words | CountedWords, params?: Params) =>
      notifications.show({ message: say(words, params), color: 'green' }),
    failed: (error: ApiError) => notifications.show({ message: sentence(error), color: 'red', autoClose: 10_000 }),
  };
}
