import { onlyOnBefore } from '#flows/mapping/when.ts';
import { crashPoint } from '#server/crash-point.ts';
import { ConnectionLostError, PermanentError } from '#server/errors.ts';
import { checkRecord, takesAnything } from './check-record.ts';
import { type Checked, checkedOf, decisionFor } from './checked.ts';
import { type Delivery, mayClaim } from './delivery.ts';
import { foresee } from './foresee.ts';
import { leadersOf } from './leaders.ts';
import type { OpenTarget } from './open-target.ts';
import type { Runner, Step, StepEnd, StepResult } from './runner.ts';
import { sendMany } from './send-many.ts';
import { mustAsk, parked, type Sending, sendRecord } from './send-record.ts';

/** Calls that run at the same time towards one target. */
const parallel = 4;

/** Writes records to the other side, each at most once; what is there already is changed, or left alone. */
export const target: Runner = {
  touchesOutside: true,
  async run(step, records) {
    const open = await openOrRefuse(step);
    if (open instanceof PermanentError) {
      return { results: records.map(({ no }) => ({ no, outcome: 'attention', problem: open.problem })) };
    }
    const checked: Checked[] = [];
    const results: StepResult[] = [];
    const only = onlyOnBefore(step.graph, step.node.id);
    for (const record of records) {
      const one = checkedOf(record, record.only === undefined ? only : record.only);
      const problem = takesAnything(open) ? null : checkRecord(open, one.record());
      if (problem) results.push({ no: record.no, outcome: 'attention', problem });
      else checked.push(one);
    }
    const end = step.run.mode === 'try' ? await foresee(step, open, checked) : await deliver(step, open, checked);
    return { ...end, results: [...results, ...end.results] };
  },
};

async function openOrRefuse({ node, ports }: Step): Promise<OpenTarget | PermanentError> {
  try {
    return await ports.openTarget(node);
  } catch (error) {
    if (error instanceof PermanentError) return error;
    throw error;
  }
}

async function deliver(step: Step, open: OpenTarget, records: Checked[]): Promise<StepEnd> {
  if (records.length === 0) return { results: [] };
  const ledger = step.ports.ledger(step.node);
  const superseded = await ledger.superseded(records);
  const { leaders, resultsOf, leftOut } = leadersOf(records, superseded, { step, open });
  if (leaders.length === 0) return { results: leftOut };
  const byKey = new Map(leaders.map((record) => [record.key, record]));
  const { isRestored } = ledger;
  const decide = (record: Checked | undefined, row: Delivery | null) =>
    decisionFor(step, open, record, { row, isRestored });
  const before = await ledger.claim(leaders, (row) => mayClaim(decide(byKey.get(row.key), row)));
  crashPoint('CP6');
  const sendings = leaders.map((record): Sending => {
    const row = before.get(record.key) ?? null;
    return { ...record, before: row, decision: decide(record, row) };
  });
  const end = open.many
    ? await sendLists(step, open, open.many, sendings)
    : await inParallel(sendings, (sending) => sendRecord(step, open, sending));
  return { ...end, results: [...leftOut, ...resultsOf(end.results)] };
}

/**
 * What is plainly to be made or changed goes in the target's own bulk calls, one after another; what must be looked up first
 * goes alone, as everywhere.
 */
async function sendLists(
  step: Step,
  open: OpenTarget,
  many: NonNullable<OpenTarget['many']>,
  sendings: Sending[],
): Promise<StepEnd> {
  const made = sendings.filter((it) => it.decision.do === 'write' && !mustAsk(step, open, it));
  const changed = sendings.filter((it) => it.decision.do === 'update' && many.update !== null);
  const results: StepResult[] = [];
  let lost: ConnectionLostError | undefined;
  for (const list of [...pieces(made, many.most), ...pieces(changed, many.most)]) {
    const end: StepEnd = lost ? { results: list.map(parked) } : await sendMany(open, many, list);
    results.push(...end.results);
    lost ??= end.lost;
  }
  const inLists = new Set([...made, ...changed]);
  const others = sendings.filter((sending) => !inLists.has(sending));
  const alone: StepEnd = lost
    ? { results: others.map(parked) }
    : await inParallel(others, (sending) => sendRecord(step, open, sending));
  return { results: [...results, ...alone.results], lost: lost ?? alone.lost };
}

const pieces = (list: Sending[], most: number): Sending[][] =>
  Array.from({ length: Math.ceil(list.length / most) }, (_, place) => list.slice(place * most, (place + 1) * most));

/** Works through the list a few at a time; when the connection is lost, the rest is not begun. */
async function inParallel(sendings: Sending[], send: (sending: Sending) => Promise<StepResult>): Promise<StepEnd> {
  const results: StepResult[] = [];
  const queue = sendings.entries();
  let lost: ConnectionLostError | undefined;
  const work = async () => {
    for (const [index, sending] of queue) {
      if (lost) results[index] = parked(sending);
      else {
        results[index] = await send(sending).catch((error: unknown) => {
          if (!(error instanceof ConnectionLostError)) throw error;
          lost = error;
          return parked(sending);
        });
      }
    }
  };
  await Promise.all(Array.from({ length: parallel }, work));
  return { results, lost };
}
