import type { IncomingHttpHeaders } from 'node:http';

const longestWait = 86_400;

/**
 * How long the other side asks to wait, in seconds; null when it says nothing that can be read. Retry-After is the standard
 * (RFC 9110, 10.2.3: seconds or a date) and decides. Many systems tell instead when their limit starts anew, in headers
 * that resemble each other: `RateLimit-Reset`, `X-RateLimit-Reset`, `X-RateLimit-Minutely-Reset` (reported), as seconds
 * from now, or as a moment in seconds or milliseconds since 1970, and for several windows as `3/900/40000` (reported).
 * More than a day is taken as a day.
 */
export function waitOf(headers: IncomingHttpHeaders, now: Date): number | null {
  const after = textOf(headers, 'retry-after') ?? textOf(headers, 'x-ratelimit-retry-after');
  if (after !== undefined)
    return bounded(/^\s*\d+(\.\d+)?\s*$/.test(after) ? Number(after) : secondsUntil(Date.parse(after), now));
  const waits = Object.keys(headers)
    .filter((name) => /^(x-)?rate-?limit-([a-z]+-)?reset$/.test(name))
    .flatMap((name) => spentWindows(headers, name, now));
  return waits.length === 0 ? null : bounded(Math.max(...waits));
}

/** Of several windows only those that are spent matter; where none says so, the shortest is the likely one. */
function spentWindows(headers: IncomingHttpHeaders, name: string, now: Date): number[] {
  const resets = numbersIn(textOf(headers, name)).map((reset) => secondsFrom(reset, now));
  const remaining = numbersIn(textOf(headers, name.replace('reset', 'remaining')));
  const spent = resets.filter((_, window) => remaining[window] === 0);
  return spent.length > 0 || resets.length === 0 ? spent : [Math.min(...resets)];
}

const numbersIn = (text: string | undefined): number[] =>
  (text ?? '').split('/').flatMap((part) => (/^\s*\d+(\.\d+)?\s*$/.test(part) ? [Number(part)] : []));

/** No limit is reset so late that its seconds from now could be taken for a moment since 1970. */
function secondsFrom(reset: number, now: Date): number {
  if (reset > 1e12) return secondsUntil(reset, now);
  return reset > 1e9 ? secondsUntil(reset * 1000, now) : reset;
}

const secondsUntil = (moment: number, now: Date) => (moment - now.getTime()) / 1000;

const bounded = (seconds: number) =>
  Number.isNaN(seconds) ? null : Math.min(longestWait, Math.max(0, Math.ceil(seconds)));

function textOf(headers: IncomingHttpHeaders, name: string): string | undefined {
  const header = headers[name];
  return Array.isArray(header) ? header[0] : header;
}
