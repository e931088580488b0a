import type { Problem } from '#flows/problem.ts';

type Details = { problem: Problem; cause?: unknown };

/** A fault that time may cure: busy, away, slow. The engine waits and tries again. */
export class TemporaryError extends Error {
  readonly problem: Problem;
  /** What the other side asked for (Retry-After), in seconds; null when it said nothing. */
  readonly retryAfterSeconds: number | null;
  /**
   * True when a write may have reached the other side although no answer was read (time-out, reset, half an answer).
   * The engine then looks the record up before it writes again.
   */
  readonly outcomeUnknown: boolean;
  /** True when we ourselves chose not to ask yet: the other side was not bothered, so it does not count as an attempt. */
  readonly notTried: boolean;

  constructor(details: Details & { retryAfterSeconds?: number | null; outcomeUnknown?: boolean; notTried?: boolean }) {
    super(details.problem.code, { cause: details.cause });
    this.name = 'TemporaryError';
    this.problem = details.problem;
    this.retryAfterSeconds = details.retryAfterSeconds ?? null;
    this.outcomeUnknown = details.outcomeUnknown ?? false;
    this.notTried = details.notTried ?? false;
  }
}

/** A fault that only a person can cure: refused, wrong, missing. The record needs attention. */
export class PermanentError extends Error {
  readonly problem: Problem;
  /**
   * True when the other side has told for certain that nothing came of an earlier write: a look-up that throws this ends
   * the doubt, and the record may be written anew once a person has seen to it.
   */
  readonly settled: boolean;

  constructor(details: Details & { settled?: boolean }) {
    super(details.problem.code, { cause: details.cause });
    this.name = 'PermanentError';
    this.problem = details.problem;
    this.settled = details.settled ?? false;
  }
}

/** The connection itself is lost (key revoked, access withdrawn): its flows go on hold and records are parked. */
export class ConnectionLostError extends Error {
  readonly problem: Problem;

  constructor(details: Details) {
    super(details.problem.code, { cause: details.cause });
    this.name = 'ConnectionLostError';
    this.problem = details.problem;
  }
}
