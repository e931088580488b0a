/** A worker that has not beaten for this long is dead: its jobs and batches are handed out again. */
export const deadAfterSeconds = 20;

/** A worker itself stops writing well before the others may think that it is dead. */
const writesForSeconds = 12;

/** This worker stood still, or was cut off from the database, for so long that others may do its work. */
export class LeaseLostError extends Error {
  constructor() {
    super('This worker was away for too long; others may have taken over what it held');
    this.name = 'LeaseLostError';
  }
}

/** Whether this worker may still write to the outside for the batches that it holds. */
export type Lease = {
  /** The others have seen a sign of life that was sent at this moment (of `clock`). */
  beaten(sentAt: number): void;
  /** Gives the question to be asked before every write: it throws LeaseLostError once the work may be somebody else's. */
  hold(): () => void;
  clock(): number;
};

export function createLease(clock: () => number = () => performance.now()): Lease {
  let beatenAt = clock();
  let term = 0;
  const isLate = (at: number) => at - beatenAt > writesForSeconds * 1000;
  return {
    clock,
    beaten(sentAt) {
      // Whoever wakes up after a long sleep beats again, but what it held before is no longer its own.
      if (isLate(sentAt)) term += 1;
      beatenAt = sentAt;
    },
    hold() {
      const mine = term;
      return () => {
        if (term !== mine || isLate(clock())) throw new LeaseLostError();
      };
    },
  };
}
