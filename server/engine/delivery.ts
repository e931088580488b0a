/**
 * How new a record is among those of its key: what its source says of it, where it says something, and the order in which
 * the records were read.
 */
export type Age = { version: number | null; readOrder: number };

/** One row of the delivery ledger as it stood before this step claimed it. */
export type Delivery = {
  key: string;
  state: 'sending' | 'sent' | 'unknown' | 'failed';
  targetId: string | null;
  runId: string;
  claimedAt: Date;
  contentHash: Buffer;
  /** How new that is what was claimed last; null in rows from before the ledger kept it. */
  version: number | null;
  readOrder: number | null;
  /** The same of what was sent before that, or may have been; null where nothing was. */
  sentVersion: number | null;
  sentOrder: number | null;
  /** A living worker holds a batch of the run that claimed it. */
  inHand: boolean;
};
export type DeliveryClaim = Age & { key: string; contentHash: Buffer };
export type DeliveryEnd = {
  key: string;
  state: 'sent' | 'unknown' | 'failed';
  targetId: string | null;
  /** What is there is not what was claimed. */
  differs?: true;
};

/** The ledger of one target step. */
export type Ledger = {
  /** Commits `sending` for every record that may be claimed, and tells how each row was before (null = new). */
  claim(claims: DeliveryClaim[], mayClaim: (before: Delivery) => boolean): Promise<Map<string, Delivery | null>>;
  /** A backup was restored: what the ledger does not know as sent may have been sent all the same. */
  isRestored?: boolean;
  /** The rows as they are, for a look ahead; left out where what the ledger knows does not matter. */
  look?(keys: string[]): Promise<Map<string, Delivery>>;
  /** Of these records, the keys of those after which a newer one of their key was read. */
  superseded(records: readonly { key: string; readOrder: number }[]): Promise<ReadonlySet<string>>;
};

/** After this long, what another run left in `sending` is taken to be of a process that died. */
const leaseSeconds = 120;

/** Why a record is left alone: the same was sent; other content was, and the target cannot change it; newer content was. */
export type LeftBecause = 'same' | 'differs' | 'newer';

/**
 * What to do with a record: write it; change what is there under an id; leave it alone; ask the target first, because an
 * earlier write may have arrived; or wait, because somebody else is sending this key now.
 */
export type DeliveryDecision =
  | { do: 'write' }
  | { do: 'update'; id: string }
  | { do: 'ask-first' }
  | { do: 'wait' }
  | { do: 'leave'; because: LeftBecause };

/** What the target can do about content that has changed. */
type Abilities = { update: boolean; repeatable: boolean };

type Situation = Abilities & {
  runId: string;
  now: Date;
  /** A person wants to have sent what is there already, once more, however old. */
  force: boolean;
  /** Nothing is written because the ledger does not know it. */
  isRestored?: boolean;
};

/** Whether the ledger lets the record through to the target. */
export const mayClaim = ({ do: it }: DeliveryDecision) => it !== 'wait' && it !== 'leave';

export function decideDelivery(before: Delivery | null, claim: DeliveryClaim, it: Situation): DeliveryDecision {
  if (before === null) return firstWrite(it);
  if (before.state === 'sending' && !isOwn(before, claim, it.runId) && isUnderWay(before, it.now))
    return { do: 'wait' };
  if (!it.force && isOlder(claim, knownOf(before))) return { do: 'leave', because: 'newer' };
  if (before.state === 'sending' || before.state === 'unknown') return { do: 'ask-first' };
  return before.state === 'sent' ? decideSent(before, claim, it) : decideFailed(before, claim, it);
}

const firstWrite = ({ isRestored = false }: Situation): DeliveryDecision => ({
  do: isRestored ? 'ask-first' : 'write',
});

function decideSent(before: Delivery, claim: DeliveryClaim, it: Situation): DeliveryDecision {
  // What this very run has sent is not sent again, however often its batch comes back.
  const again = it.force && before.runId !== it.runId;
  if (!again && before.contentHash.equals(claim.contentHash)) return { do: 'leave', because: 'same' };
  if (before.targetId !== null && it.update) return { do: 'update', id: before.targetId };
  return again || it.repeatable ? { do: 'write' } : { do: 'leave', because: 'differs' };
}

/** The last attempt did nothing; with an id, an earlier one did. */
function decideFailed({ targetId, contentHash }: Delivery, claim: DeliveryClaim, it: Situation): DeliveryDecision {
  if (targetId === null) return firstWrite(it);
  if (it.update) return { do: 'update', id: targetId };
  if (it.repeatable || it.force) return { do: 'write' };
  return { do: 'leave', because: contentHash.equals(claim.contentHash) ? 'same' : 'differs' };
}

/** The same record of the same run, which was cut off. */
const isOwn = ({ runId, readOrder }: Delivery, claim: DeliveryClaim, run: string) =>
  runId === run && (readOrder === null || readOrder === claim.readOrder);

const isUnderWay = ({ inHand, claimedAt }: Delivery, now: Date) =>
  inHand || now.getTime() - claimedAt.getTime() <= leaseSeconds * 1000;

/** What has arrived or may have; what failed has not. */
const knownOf = ({ state, version, readOrder, sentVersion, sentOrder }: Delivery) =>
  state === 'failed' ? { version: sentVersion, readOrder: sentOrder } : { version, readOrder };

/** By what the source says where it does of both, else by the order of reading. */
export function isOlder(one: Age, other: { version: number | null; readOrder: number | null }): boolean {
  if (one.version !== null && other.version !== null && one.version !== other.version)
    return one.version < other.version;
  return other.readOrder !== null && one.readOrder < other.readOrder;
}
