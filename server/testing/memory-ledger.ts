import type { Delivery, DeliveryClaim, DeliveryEnd, Ledger } from '#server/engine/delivery.ts';

type Rows = Map<string, Delivery>;

/** The delivery ledger over a map that a test can look into; what run `run` claims stands there as being sent. */
export const memoryLedger = (rows: Rows, now: Date, run = 'run'): Ledger => ({
  async claim(claims, mayClaim) {
    return new Map(
      claims.map((claim) => {
        const before = rows.get(claim.key) ?? null;
        if (!before || mayClaim(before)) rows.set(claim.key, claimed(claim, before, { now, run }));
        return [claim.key, before];
      }),
    );
  },
  superseded: async () => new Set(),
});

function claimed(claim: DeliveryClaim, before: Delivery | null, { now, run }: { now: Date; run: string }): Delivery {
  const { key, contentHash, readOrder } = claim;
  const isAnother = before && before.state !== 'failed' && (before.runId !== run || before.readOrder !== readOrder);
  return {
    ...{ key, contentHash, readOrder, state: 'sending', runId: run, claimedAt: now, inHand: false },
    targetId: before?.targetId ?? null,
    version: claim.version ?? before?.version ?? null,
    sentVersion: (isAnother ? before.version : before?.sentVersion) ?? null,
    sentOrder: (isAnother ? before.readOrder : before?.sentOrder) ?? null,
  };
}

/** Writes down what became of claimed records. */
export function settleInMemory(rows: Rows, ends: readonly DeliveryEnd[], run = 'run') {
  for (const { key, state, targetId, differs } of ends) {
    const row = rows.get(key);
    if (row?.state !== 'sending' || row.runId !== run) continue;
    const contentHash = differs ? Buffer.alloc(0) : row.contentHash;
    rows.set(key, { ...row, state, contentHash, targetId: targetId ?? row.targetId });
  }
}

/** A row of the ledger as a test needs it. */
export const ledgerRow = (row: Partial<Delivery> & Pick<Delivery, 'key' | 'state'>): Delivery => ({
  ...{ targetId: null, runId: 'other', claimedAt: new Date(0), contentHash: Buffer.alloc(0) },
  ...{ version: null, readOrder: null, sentVersion: null, sentOrder: null, inHand: false },
  ...row,
});
