import { platformProblems } from '#flows/problems/index.ts';
import type { Words } from '#flows/words.ts';
import type { ApiError } from '#web/api/client.ts';
import apiErrors from '#web/words/api-errors.json';
import type { CountedWords } from '#web/words/say.ts';
import { type Params, useSay } from '#web/words/say.ts';

const catalogue: Record<string, Words | CountedWords> = apiErrors;

/** The sentence of a refused request, in the reader's language. */
export function useApiError(): (error: ApiError) => string {
  const say = useSay();
  return ({ details }) => {
    const params: Params = { code: details.code, status: details.status, ...details.params };
    const problem = platformProblems[details.code]?.happened;
    return say(catalogue[details.code] ?? problem ?? apiErrors['web.unexpected'], params);
  };
}
