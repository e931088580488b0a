import { type Checked, decisionFor } from './checked.ts';
import type { OpenTarget } from './open-target.ts';
import type { Step, StepEnd, StepResult } from './runner.ts';
import { contentFor, leftEnd, type Sending } from './send-record.ts';

/**
 * What would be sent, without sending it. Where the ledger may be looked at, it tells what would be made, what changed and
 * what left alone; where it may not, a record is shown with all its rows.
 */
export async function foresee(step: Step, open: OpenTarget, records: Checked[]): Promise<StepEnd> {
  const { look } = step.ports.ledger(step.node);
  if (!look) return { results: records.map(({ no }) => ({ no, outcome: 'would-send' })) };
  const known = await look(records.map(({ key }) => key));
  return { results: records.map((record) => foreseen(step, open, record, known.get(record.key) ?? null)) };
}

function foreseen(step: Step, open: OpenTarget, record: Checked, before: Sending['before']): StepResult {
  const decision = decisionFor(step, open, record, { row: before });
  const sending: Sending = { ...record, before, decision };
  if (decision.do === 'leave') return leftEnd(open, sending, decision.because);
  const way = decision.do === 'update' ? 'update' : 'create';
  return {
    ...{ no: record.no, outcome: 'would-send' },
    ...(open.update && { made: `${way}d` as const }),
    ...(record.only && { output: JSON.stringify(contentFor(sending, way)) }),
  };
}
