import { errors } from 'undici';
import type { Problem } from '#flows/problem.ts';
import { type ConnectionLostError, PermanentError, TemporaryError } from '#server/errors.ts';
import { mostBytes, TooLargeError } from './body.ts';
import type { RoundTrip } from './round-trip.ts';
import { waitOf } from './wait.ts';

type Asked = { host: string; effect: 'read' | 'write'; now: Date };

/** One word for what broke, as exchanges and problem codes (`http.<word>`) carry it. */
export type Fault =
  | 'address-not-allowed'
  | 'certificate'
  | 'connection-lost'
  | 'half-answer'
  | 'nobody-there'
  | 'not-reachable'
  | 'request-wrong'
  | 'stopped'
  | 'time-out'
  | 'too-large'
  | 'unknown-name';

/** Why there is no whole answer; null when there is one. */
export function faultOf({ cause, sent, status, aborted }: RoundTrip): Fault | null {
  if (!cause) return null;
  if (cause instanceof PermanentError) return 'address-not-allowed';
  if (cause instanceof errors.InvalidArgumentError) return 'request-wrong';
  if (cause instanceof TooLargeError) return 'too-large';
  if (cause.name === 'TimeoutError') return 'time-out';
  if (aborted) return 'stopped';
  if (isAboutCertificate(cause)) return 'certificate';
  if (!sent) return unreached(cause);
  return status === null ? 'connection-lost' : 'half-answer';
}

function unreached(cause: Error): Fault {
  const code = 'code' in cause ? cause.code : undefined;
  if (code === 'ENOTFOUND') return 'unknown-name';
  return code === 'ECONNREFUSED' ? 'nobody-there' : 'not-reachable';
}

/** The error where there is no answer to judge: nobody was reached, or a line of another protocol broke. */
export function errorWithout(
  { cause, ...how }: Pick<RoundTrip, 'sent' | 'aborted'> & { cause: unknown },
  asked: Omit<Asked, 'now'>,
): TemporaryError | PermanentError {
  if (cause instanceof PermanentError) return cause;
  const known = cause instanceof Error ? cause : new Error(String(cause));
  const trip = { ...how, status: null, headers: {}, body: Buffer.alloc(0), cause: known };
  return ofFault(faultOf(trip) ?? 'connection-lost', trip, asked);
}

/** The word of an error, as exchanges carry it. */
export const wordOf = ({ problem }: TemporaryError | PermanentError | ConnectionLostError) =>
  problem.code.replace(/^.*\./, '');

/** The error that a round trip amounts to; null when its answer is for the connector to judge. */
export function errorOf(trip: RoundTrip, asked: Asked): TemporaryError | PermanentError | null {
  const { status } = trip;
  if (status === 429 || (status !== null && status >= 500)) return ofStatus(status, trip, asked);
  const fault = faultOf(trip);
  if (fault) return ofFault(fault, trip, asked);
  if (status !== null && status >= 300 && status < 400 && status !== 304)
    return new PermanentError({ problem: problem('redirect', { host: asked.host, status }) });
  return null;
}

/** Busy (429) and not available (503) are said before anything is done; other server errors may come after the deed. */
function ofStatus(status: number, { headers }: RoundTrip, { host, effect, now }: Asked) {
  const retryAfterSeconds = waitOf(headers, now);
  if (status === 429) return new TemporaryError({ problem: problem('too-many-requests', { host }), retryAfterSeconds });
  if (status === 503) return new TemporaryError({ problem: problem('not-available', { host }), retryAfterSeconds });
  return new TemporaryError({
    problem: problem('server-error', { host, status }),
    retryAfterSeconds,
    outcomeUnknown: effect === 'write',
  });
}

function ofFault(fault: Fault, { sent, cause }: RoundTrip, { host, effect }: Omit<Asked, 'now'>) {
  const params: Problem['params'] = fault === 'too-large' ? { host, megabytes: mostBytes / 1_000_000 } : { host };
  const outcomeUnknown = effect === 'write' && sent;
  const incurable = fault === 'address-not-allowed' || fault === 'request-wrong';
  if (incurable || (fault === 'too-large' && !outcomeUnknown))
    return new PermanentError({ problem: problem(fault, params), cause });
  return new TemporaryError({ problem: problem(fault, params), cause, outcomeUnknown });
}

const problem = (word: string, params: Problem['params']): Problem => ({ code: `http.${word}`, params });

const isAboutCertificate = (cause: Error) =>
  'code' in cause && /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS/.test(String(cause.code));
