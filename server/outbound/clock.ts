import type { HttpClientOptions } from './client.ts';

type Clock = { signal: AbortSignal; stop(): void };

/**
 * Ends a wait when its time is over or when the process stops. Once it was stopped itself, only the stopping process still
 * raises the signal, for what stays open.
 */
export function startClock(
  { signal, timeoutMs }: Pick<HttpClientOptions, 'signal' | 'timeoutMs'>,
  usualMs: number,
): Clock {
  const over = new AbortController();
  const end = () => over.abort(new DOMException('no answer in time', 'TimeoutError'));
  const timer = setTimeout(end, timeoutMs ?? usualMs);
  return {
    signal: signal ? AbortSignal.any([over.signal, signal]) : over.signal,
    stop: () => clearTimeout(timer),
  };
}
