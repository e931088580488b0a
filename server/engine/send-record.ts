import type { Json, Written } from '#server/connectors/connector.ts';
import { crashPoint } from '#server/crash-point.ts';
import { PermanentError, TemporaryError } from '#server/errors.ts';
import type { Exchange } from '#server/outbound/http-client.ts';
import { maximumAttempts } from './back-off.ts';
import type { Delivery, DeliveryDecision } from './delivery.ts';
import { keepExchange } from './kept-exchange.ts';
import type { OpenTarget } from './open-target.ts';
import type { Step, StepRecord, StepResult } from './runner.ts';

/** One record with what the ledger knew of it when this step claimed it. */
export type Sending = StepRecord & { record: () => Json; before: Delivery | null; decision: DeliveryDecision };

/**
 * Sends one claimed record and says how it ended, for the log and for the ledger. Throws ConnectionLostError; every
 * other fault of the other side is the record's outcome.
 */
export async function sendRecord(step: Step, open: OpenTarget, sending: Sending): Promise<StepResult> {
  const { no, key, before, decision } = sending;
  if (decision === 'already-there') return { no, outcome: 'already-there', targetId: before?.targetId ?? undefined };
  if (decision === 'wait')
    return { no, outcome: 'waiting', problem: { code: 'run.elsewhere', params: {} }, retryAfterSeconds: 5 };

  const exchanges: Exchange[] = [];
  const log = (exchange: Exchange) => void exchanges.push(keepExchange(exchange, sending.text));
  const uncertain = decision === 'ask-first';
  try {
    if (uncertain && !canGoOn(open) && !step.run.personDecided) return { ...uncertainEnd(open, sending), exchanges };
    const asks = uncertain || (open.askFirst && !step.run.force);
    const found = open.find && asks ? await open.find(sending.record(), key, log) : null;
    if (found)
      return {
        no,
        outcome: 'already-there',
        targetId: found.id,
        exchanges,
        delivery: { key, state: 'sent', targetId: found.id },
      };
  } catch (error) {
    // Nothing was written yet: what was uncertain stays so, what was new may be claimed again.
    const inDoubt = uncertain && !(error instanceof PermanentError && error.settled);
    return { ...failedEnd(open, sending, error, inDoubt), exchanges };
  }
  try {
    const written = await open.write(sending.record(), key, log);
    crashPoint('CP8');
    return { ...sentEnd(sending, written), exchanges };
  } catch (error) {
    return { ...unsentEnd(open, sending, error), exchanges };
  }
}

export const sentEnd = ({ no, key }: Sending, { id }: Written): StepResult => ({
  ...{ no, outcome: 'sent', targetId: id },
  delivery: { key, state: 'sent', targetId: id },
});

/** A write that failed; where it may have arrived and nobody can be asked, a person decides. */
export function unsentEnd(open: OpenTarget, sending: Sending, error: unknown): StepResult {
  const unknown = error instanceof TemporaryError && error.outcomeUnknown;
  if (unknown && !canGoOn(open)) return uncertainEnd(open, sending);
  return failedEnd(open, sending, error, unknown);
}

/** Whether an unknown outcome settles itself: the other side can be asked, or may be sent the same once more. */
const canGoOn = ({ find, repeatable }: OpenTarget) => find !== null || repeatable;

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
  if (decision === 'send') return { no, outcome: 'waiting', delivery: { key, state: 'failed', targetId } };
  if (decision === 'ask-first') return { no, outcome: 'waiting', delivery: { key, state: 'unknown', targetId } };
  return { no, outcome: 'waiting' };
}
