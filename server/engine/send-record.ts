import { contentOn, type OnlyOn, type Way } from '#flows/mapping/when.ts';
import type { Json, Written } from '#server/connectors/connector.ts';
import { crashPoint } from '#server/crash-point.ts';
import { PermanentError, TemporaryError } from '#server/errors.ts';
import type { Exchange } from '#server/outbound/http-client.ts';
import { maximumAttempts } from './back-off.ts';
import { checkRecord } from './check-record.ts';
import type { Delivery, DeliveryDecision, LeftBecause } from './delivery.ts';
import { keepExchange } from './kept-exchange.ts';
import type { OpenTarget } from './open-target.ts';
import type { Step, StepRecord, StepResult } from './runner.ts';

/** One record with what the ledger knew of it when this step claimed it. */
export type Sending = StepRecord & {
  record: () => Json;
  /** The rows of its mapping that are for making or for changing only; null where all are always sent. */
  only: OnlyOn | null;
  contentHash: Buffer;
  before: Delivery | null;
  decision: DeliveryDecision;
};

/**
 * Sends one claimed record and says how it ended, for the log and for the ledger. Throws ConnectionLostError; every
 * other fault of the other side is the record's outcome.
 */
export async function sendRecord(step: Step, open: OpenTarget, sending: Sending): Promise<StepResult> {
  const { no, decision } = sending;
  if (decision.do === 'leave') return leftEnd(open, sending, decision.because);
  if (decision.do === 'wait') return waitEnd(no);
  const exchanges: Exchange[] = [];
  const log = (exchange: Exchange) => void exchanges.push(keepExchange(exchange, sending.text));
  const uncertain = decision.do === 'ask-first';
  if (uncertain && !canGoOn(open, sending) && !step.run.personDecided) return uncertainEnd(open, sending);
  let plan: Plan;
  try {
    plan = await planOf(step, open, sending, log);
    if ('end' in plan) return { ...plan.end, exchanges };
  } catch (error) {
    // Nothing was written yet: what was uncertain stays so, what was new may be claimed again.
    const inDoubt = uncertain && !(error instanceof PermanentError && error.settled);
    return { ...failedEnd(open, sending, error, inDoubt), exchanges };
  }
  const before = plan.was === undefined ? {} : { before: JSON.stringify(plan.was) };
  try {
    return { ...(await carryOut(open, sending, plan, log)), ...before, exchanges };
  } catch (error) {
    return { ...unsentEnd(open, sending, error, plan), ...before, exchanges };
  }
}

/**
 * What is to be done: nothing more, a first write, `isAbsent` where the target was asked and has nothing, or a change of what
 * stands under `id`, and what that was.
 */
type Plan = { end: StepResult } | { id: string | null; isAbsent: boolean; was?: Json };
type Log = (exchange: Exchange) => void;

async function planOf(step: Step, open: OpenTarget, sending: Sending, log: Log): Promise<Plan> {
  const { record, key, decision, before } = sending;
  const known =
    decision.do === 'update' ? decision.id : open.update && decision.do === 'ask-first' ? before?.targetId : null;
  if (known) return changing(open, known, log);
  if (!open.find || !mustAsk(step, open, sending)) return { id: null, isAbsent: false };
  const found = await open.find(record(), key, log);
  if (!found) return { id: null, isAbsent: true };
  const isThis = decision.do === 'ask-first' && isWhatWasTried(sending, before);
  if (open.update && (!isThis || open.repeatable)) return changing(open, found.id, log);
  // What an earlier attempt made of other content, or what somebody else put there, stays as it is.
  const because = decision.do === 'ask-first' && before !== null && !isThis ? 'differs' : 'same';
  const delivery = {
    key,
    state: 'sent' as const,
    targetId: found.id,
    ...(because === 'differs' && { differs: true as const }),
  };
  return { end: { ...leftEnd(open, sending, because), targetId: found.id, delivery } };
}

/** Nothing but this very content was ever sent under the key, so it is what was found. */
const isWhatWasTried = ({ contentHash }: Sending, before: Delivery | null) =>
  before !== null && before.targetId === null && before.sentOrder === null && before.contentHash.equals(contentHash);

/** Whether the target must be asked before this write: an earlier one may have arrived, or what is sent depends on it. */
export function mustAsk({ run }: Step, open: OpenTarget, { decision, only }: Sending): boolean {
  const { askFirst, repeatable, update } = open;
  if (only !== null && update !== null) return true;
  // That it is there says nothing of whether the newest state arrived: where the same may be sent again, that is done, unless
  // the target asks to be asked first: then what it finds is the state itself.
  if (repeatable && update === null) return askFirst && (decision.do === 'ask-first' || !run.force);
  return decision.do === 'ask-first' ? askFirst || !repeatable : askFirst && !run.force;
}

async function changing({ read }: OpenTarget, id: string, log: Log): Promise<Plan> {
  const was = (await read?.(id, log)) ?? undefined;
  return { id, isAbsent: false, ...(was !== undefined && { was }) };
}

async function carryOut(open: OpenTarget, sending: Sending, { id }: { id: string | null }, log: Log) {
  const { record, key } = sending;
  let there = id;
  if (there !== null && open.update) {
    const updated = await open.update(contentFor(sending, 'update'), { id: there, key }, log);
    if (updated) return updatedEnd(sending, updated);
    // It is gone under the id that we knew: its key tells whether it is there under another one.
    there = open.find && ((await open.find(record(), key, log))?.id ?? null);
    const found =
      there !== null && there !== id && (await open.update(contentFor(sending, 'update'), { id: there, key }, log));
    if (found) return updatedEnd(sending, found);
    if (there !== null)
      throw new PermanentError({ problem: { code: 'run.not-there', params: { system: open.system } } });
  }
  const content = contentFor(sending, 'create');
  const problem = sending.only && checkRecord(open, content);
  if (problem) throw new PermanentError({ problem });
  const written = await open.write(content, key, log);
  crashPoint('CP8');
  return sentEnd(open, sending, written);
}

/** What of the record is sent when it is made, or when what is there is changed. */
export const contentFor = ({ record, only }: Pick<Sending, 'record' | 'only'>, way: Way): Json =>
  only ? contentOn(way, only, record()) : record();

export function sentEnd({ repeatable }: OpenTarget, sending: Sending, { id, made }: Written): StepResult {
  // What may be sent over and over does not tell by itself whether it was there.
  const did = made ?? (repeatable ? undefined : 'created');
  return writtenEnd(sending, id, did);
}

export const updatedEnd = (sending: Sending, { id }: Written): StepResult => writtenEnd(sending, id, 'updated');

function writtenEnd(sending: Sending, id: string, made: Written['made']): StepResult {
  const { no, key, only } = sending;
  return {
    ...{ no, outcome: 'sent', targetId: id },
    ...(made && { made }),
    ...(only && { output: JSON.stringify(contentFor(sending, made === 'updated' ? 'update' : 'create')) }),
    delivery: { key, state: 'sent', targetId: id },
  };
}

const leftCodes = { differs: 'run.differs', newer: 'run.newer-sent' };

/** Left alone, with a word of why unless the very same is there. */
export function leftEnd({ system }: OpenTarget, { no, before }: Sending, because: LeftBecause): StepResult {
  const problem = because === 'same' ? undefined : { code: leftCodes[because], params: { system } };
  return { no, outcome: 'already-there', targetId: before?.targetId ?? undefined, ...(problem && { problem }) };
}

const waitEnd = (no: number): StepResult => ({
  ...{ no, outcome: 'waiting', problem: { code: 'run.elsewhere', params: {} } },
  ...{ retryAfterSeconds: 5, notTried: true },
});

/**
 * A write that failed; where it may have arrived and nobody can be asked, a person decides. An earlier one that may have
 * arrived is no clearer for it, unless the target was asked and had nothing.
 */
export function unsentEnd(
  open: OpenTarget,
  sending: Sending,
  error: unknown,
  { id, isAbsent }: { id: string | null; isAbsent: boolean } = { id: null, isAbsent: false },
): StepResult {
  const unknown = error instanceof TemporaryError && error.outcomeUnknown;
  if (unknown && !canGoOn(open, sending)) return uncertainEnd(open, sending);
  const end = failedEnd(open, sending, error, unknown || (sending.decision.do === 'ask-first' && !isAbsent));
  // What was found there is there, whatever became of the change.
  return end.delivery && id !== null ? { ...end, delivery: { ...end.delivery, targetId: id } } : end;
}

/** Whether an unknown outcome settles itself: the other side can be asked, or may be sent the same once more. */
const canGoOn = ({ find, repeatable, update }: OpenTarget, { before }: Sending) =>
  find !== null || repeatable || (update !== null && (before?.targetId ?? null) !== null);

/** Nobody can tell whether it arrived: a person is asked, and it is never written again blindly. */
function uncertainEnd(open: OpenTarget, { no, key }: Sending): StepResult {
  const problem = { code: 'run.outcome-unknown', params: { system: open.system } };
  return { no, outcome: 'attention', problem, delivery: { key, state: 'unknown', targetId: null } };
}

function failedEnd(open: OpenTarget, { no, key, attempts }: Sending, error: unknown, unknown: boolean): StepResult {
  const delivery = { key, state: unknown ? ('unknown' as const) : ('failed' as const), targetId: null };
  if (error instanceof PermanentError) return { no, outcome: 'attention', problem: error.problem, delivery };
  if (!(error instanceof TemporaryError)) throw error;
  if (attempts + 1 >= maximumAttempts && !error.notTried) {
    return {
      no,
      outcome: 'attention',
      problem: { code: 'run.gave-up', params: { system: open.system, attempts: attempts + 1 } },
      delivery,
    };
  }
  const { problem, retryAfterSeconds, notTried } = error;
  return { no, outcome: 'waiting', problem, retryAfterSeconds, notTried, delivery };
}

/** Not sent, because the connection was lost: what was claimed goes back to how it was, so that the next attempt may claim it at once. */
export function parked({ no, key, before, decision }: Sending): StepResult {
  const targetId = before?.targetId ?? null;
  if (decision.do === 'write' || decision.do === 'update')
    return { no, outcome: 'waiting', delivery: { key, state: 'failed', targetId } };
  if (decision.do === 'ask-first') return { no, outcome: 'waiting', delivery: { key, state: 'unknown', targetId } };
  return { no, outcome: 'waiting' };
}
