import { useState } from 'react';
import { flushSync } from 'react-dom';
import type { FormField } from '#flows/api/connectors.ts';
import type { ApiError } from '#web/api/client.ts';
import { useSay } from '#web/words/say.ts';
import { missingFields, refusedFields, type Secrets, type Values } from './values.ts';
import words from './words.json';

/** What is wrong with a form's fields: empty required ones once a person tried to save, and those the server refused. */
export function useIssues(fields: FormField[], values: Values, secrets: Secrets = {}) {
  const say = useSay();
  const [tried, setTried] = useState(false);
  const missing = missingFields(fields, values, secrets);
  return {
    /** Call before saving; false when something is still missing, and the first such field has the focus. */
    ready(form: HTMLFormElement) {
      flushSync(() => setTried(true));
      if (missing.length > 0) form.querySelector<HTMLElement>('[data-error] :is(input, textarea, button)')?.focus();
      return missing.length === 0;
    },
    issues(error: ApiError | null): Record<string, string> {
      const refused = refusedFields(fields, error).map((name) => [name, say(words.lookAgain)] as const);
      const empty = tried ? missing.map((name) => [name, say(words.fillIn)] as const) : [];
      return Object.fromEntries([...refused, ...empty]);
    },
  };
}
