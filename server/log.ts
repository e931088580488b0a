import { pino } from 'pino';

/**
 * What is written of an error: its kind, code and place. Messages of the query builder hold the query's values, so only
 * the innermost cause speaks, and values never do.
 */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { kind: typeof error };
  let cause = error;
  while (cause.cause instanceof Error) cause = cause.cause;
  const place = (error.stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at '));
  return {
    kind: cause.name,
    ...('code' in cause && { code: cause.code }),
    message: cause.message.split('\n')[0],
    place: place.slice(0, 8).map((line) => line.trim()),
  };
}

export const log = pino({ level: 'warn', serializers: { err: describeError } });
