import type { Problem } from '#flows/problem.ts';
import { describeError } from '#server/log.ts';

/** How a fault of the program itself is shown: its kind and first line, never its stack or its data. */
export function jobBug(error: unknown): Problem {
  const { kind, message = '' } = describeError(error);
  return { code: 'run.bug', params: { detail: `${kind}: ${message}`.slice(0, 300) } };
}
