import { hash } from 'node:crypto';
import { contentOn, type OnlyOn } from '#flows/mapping/when.ts';
import type { Json } from '#server/connectors/connector.ts';
import { type Delivery, type DeliveryDecision, decideDelivery } from './delivery.ts';
import type { OpenTarget } from './open-target.ts';
import type { Step, StepRecord } from './runner.ts';
import type { Sending } from './send-record.ts';

/** A record at a target, with the hash of what an update would send. */
export type Checked = Omit<Sending, 'before' | 'decision'>;

/** A field that is for making only is no reason to change what is there: the hash is of what an update sends. */
export function checkedOf(one: StepRecord, only: OnlyOn | null): Checked {
  const record = lazily((): Json => JSON.parse(one.text));
  const text = only ? JSON.stringify(contentOn('update', only, record())) : one.text;
  return { ...one, record, only, contentHash: hash('sha256', text, 'buffer') };
}

/** What is passed on as text need not be read here. */
function lazily<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

/** What is to be done with a record, after what the ledger says of its key. */
export function decisionFor(
  step: Step,
  open: OpenTarget,
  record: Checked | undefined,
  { row, isRestored = false }: { row: Delivery | null; isRestored?: boolean | undefined },
): DeliveryDecision {
  if (!record) throw new Error('The ledger answered about a key that it was not asked for');
  const { run, ports } = step;
  const abilities = { update: open.update !== null, repeatable: open.repeatable };
  const situation = { runId: run.id, now: ports.now(), force: run.force ?? false, isRestored };
  return decideDelivery(row, record, { ...abilities, ...situation });
}
