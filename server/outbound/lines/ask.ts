import { crashPoint } from '#server/crash-point.ts';
import { ConnectionLostError, PermanentError, TemporaryError } from '#server/errors.ts';
import type { HttpClientOptions } from '../client.ts';
import { startClock } from '../clock.ts';
import { exchangeLog } from '../exchange-log.ts';
import { errorWithout, wordOf } from '../faults.ts';
import type { Deed, Done, Line } from '../lines.ts';

const usualTimeoutMs = 30_000;

/** One deed within its time, kept as an exchange. */
export async function ask<T>(
  options: HttpClientOptions,
  deed: Deed,
  work: (line: Line) => Promise<Done<T>>,
): Promise<T> {
  const log = deed.ofDownloads ? () => undefined : exchangeLog(options, deed);
  const state: State = { isDeed: false, refused: null };
  if (deed.effect === 'write') options.mayWrite?.();
  const clock = startClock(options, deed.timeoutMs ?? usualTimeoutMs);
  try {
    clock.signal.throwIfAborted();
    const line = { signal: clock.signal, deed: () => begin(options, deed, state, clock.signal) };
    const { value, answer, status } = await ended(work(line), clock.signal);
    if (state.isDeed) crashPoint('CP7');
    log({ status, responseBody: answer, fault: null });
    return value;
  } catch (error) {
    const known = error === state.refused ? error : errorOfDeed(error, deed, state, clock.signal);
    log({ status: null, responseBody: null, fault: isOurs(known) ? wordOf(known) : 'stopped' });
    throw known;
  } finally {
    clock.stop();
  }
}

/** `refused` is why the deed must not be done any more. */
type State = { isDeed: boolean; refused: unknown };

/** Nobody waits any more once the signal was raised: what begins then would be done unseen. */
function begin({ mayWrite }: HttpClientOptions, { effect }: Deed, state: State, signal: AbortSignal) {
  signal.throwIfAborted();
  try {
    if (effect === 'write') mayWrite?.();
  } catch (error) {
    state.refused = error;
    throw error;
  }
  state.isDeed = effect === 'write';
}

/** Waits for the work no longer than the signal allows; the work hears of the signal itself. */
function ended<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  work.then(resolve, reject);
  return promise;
}

const isOurs = (error: unknown) =>
  error instanceof TemporaryError || error instanceof PermanentError || error instanceof ConnectionLostError;

function errorOfDeed(cause: unknown, { url }: Deed, { isDeed }: State, signal: AbortSignal) {
  if (isOurs(cause)) return cause;
  const host = URL.parse(url)?.host ?? url;
  return errorWithout({ cause, sent: true, aborted: signal.aborted }, { host, effect: isDeed ? 'write' : 'read' });
}
