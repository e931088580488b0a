import type { Problem } from '#flows/problem.ts';

/** How a fault of the program itself is shown: its kind and first line, never its stack or its data. */
export function jobBug(error: unknown): Problem {
  const detail = error instanceof Error ? `${error.name}: ${error.message.split('\n')[0] ?? ''}` : 'unknown';
  return { code: 'run.bug', params: { detail: detail.slice(0, 300) } };
}
