import type { Json } from '#server/connectors/connector.ts';
import { PermanentError, TemporaryError } from '#server/errors.ts';
import type { Exchange } from '#server/outbound/http-client.ts';
import { maximumAttempts } from './back-off.ts';
import type { Delivery, DeliveryDecision } from './delivery.ts';
import type { OpenTarget } from './open-target.ts';
import type { Step, StepRecord, StepResult } from './runner.ts';

/** One record with what the ledger knew of it when this step claimed it. */
export type Sending = StepRecord & { record: Json; before: Delivery | null; decision: DeliveryDecision };

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
  const log = (exchange: Exchange) => void exchanges.push(exchange);
  const uncertain = decision === 'ask-first';
  try {
    if (uncertain && !open.find && !step.run.personDecided)
      return { ...(await uncertainEnd(open, sending)), exchanges };
    const asks = uncertain || (open.askFirst && !step.run.force);
    const found = open.find && asks ? await open.find(sending.record, key, log) : null;
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
    return { ...failedEnd(open, sending, error, uncertain), exchanges };
  }
  try {
    const written = await open.write(sending.record, key, log);
    return {
      no,
      outcome: 'sent',
      targetId: written.id,
      exchanges,
      delivery: { key, state: 'sent', targetId: written.id },
    };
  } catch (error) {
    const unknown = error instanceof TemporaryError && error.outcomeUnknown;
    if (unknown && !open.find) return { ...(await uncertainEnd(open, sending)), exchanges };
    return { ...failedEnd(open, sending, error, unknown), exchanges };
  }
}

/** Nobody can tell whether it arrived: a person is asked, and it is never written again blindly. */
async function uncertainEnd(open: OpenTarget, { no, key }: Sending): Promise<StepResult> {
  const problem = { code: 'run.outcome-unknown', params: { system: open.system } };
  return { no, outcome: 'attention', problem, delivery: { key, state: 'unknown', targetId: null } };
}

function failedEnd(open: OpenTarget, { no, key, attempts }: Sending, error: unknown, unknown: boolean): StepResult {
  const delivery = { key, state: unknown ? ('unknown' as const) : ('failed' as const), targetId: null };
  if (error instanceof PermanentError) return { no, outcome: 'attention', problem: error.problem, delivery };
  if (!(error instanceof TemporaryError)) throw error;
  if (attempts + 1 >= maximumAttempts) {
    return {
      no,
      outcome: 'attention',
      problem: { code: 'run.gave-up', params: { system: open.system, attempts: attempts + 1 } },
      delivery,
    };
  }
  return { no, outcome: 'waiting', problem: error.problem, retryAfterSeconds: error.retryAfterSeconds, delivery };
}
