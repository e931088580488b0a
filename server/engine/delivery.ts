/** One row of the delivery ledger as it stood before this step claimed it. */
export type Delivery = {
  key: string;
  state: 'sending' | 'sent' | 'unknown' | 'failed';
  targetId: string | null;
  runId: string;
  claimedAt: Date;
  contentHash: Buffer;
};
export type DeliveryClaim = { key: string; contentHash: Buffer };
export type DeliveryEnd = { key: string; state: 'sent' | 'unknown' | 'failed'; targetId: string | null };

/** The ledger of one target step. */
export type Ledger = {
  /** Commits `sending` for every record that may be claimed, and tells how each row was before (null = new). */
  claim(claims: DeliveryClaim[], mayClaim: (before: Delivery) => boolean): Promise<Map<string, Delivery | null>>;
  /** A backup was restored: what the ledger does not know as sent may have been sent all the same. */
  isRestored?: boolean;
};

/** After this long, what another run left in `sending` is taken to be of a process that died. */
const leaseSeconds = 120;

/**
 * What to do with a record: send it; leave it alone, because it is there; ask the target first, because an earlier
 * write may have arrived; or wait, because another run is sending it now. With `force` a person wants to have sent what
 * is there already, once more; `changed` says that what was sent had other content, where that may be sent over it.
 * With `restored` nothing is sent because the ledger does not know it.
 */
export type DeliveryDecision = 'send' | 'already-there' | 'ask-first' | 'wait';

export function decideDelivery(
  before: Delivery | null,
  runId: string,
  now: Date,
  { force = false, changed = false, restored = false }: { force?: boolean; changed?: boolean; restored?: boolean } = {},
): DeliveryDecision {
  if (before === null || before.state === 'failed') return restored ? 'ask-first' : 'send';
  // What this very run has sent is not sent again, however often its batch comes back.
  if (before.state === 'sent') return changed || (force && before.runId !== runId) ? 'send' : 'already-there';
  if (before.state === 'unknown' || before.runId === runId) return 'ask-first';
  return now.getTime() - before.claimedAt.getTime() > leaseSeconds * 1000 ? 'ask-first' : 'wait';
}
