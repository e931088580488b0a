/** How often a record is tried by itself before a person is asked: about 45 minutes in all. */
export const maximumAttempts = 12;

const longestSeconds = 900;

/** Seconds until the next attempt: 1, 2, 4, ... 15 minutes, up to a quarter less; never sooner than the other side asked. */
export function backOffSeconds(attempts: number, askedSeconds: number | null, random: number): number {
  const planned = Math.min(longestSeconds, 2 ** Math.max(0, attempts - 1)) * (1 - random / 4);
  return Math.max(planned, askedSeconds ?? 0);
}
