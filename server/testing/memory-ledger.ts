import type { Delivery, Ledger } from '#server/engine/delivery.ts';

/** The delivery ledger over a map that a test can look into; what run `run` claims stands there as being sent. */
export const memoryLedger = (rows: Map<string, Delivery>, now: Date): Ledger => ({
  async claim(claims, mayClaim) {
    return new Map(
      claims.map(({ key, contentHash }) => {
        const before = rows.get(key) ?? null;
        if (!before || mayClaim(before)) {
          rows.set(key, {
            key,
            state: 'sending',
            targetId: before?.targetId ?? null,
            runId: 'run',
            claimedAt: now,
            contentHash,
          });
        }
        return [key, before];
      }),
    );
  },
});
