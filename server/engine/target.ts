import { hash } from 'node:crypto';
import * as z from 'zod';
import type { Problem } from '#flows/problem.ts';
import type { Json } from '#server/connectors/connector.ts';
import { crashPoint } from '#server/crash-point.ts';
import { ConnectionLostError, PermanentError } from '#server/errors.ts';
import { type Delivery, decideDelivery } from './delivery.ts';
import type { OpenTarget } from './open-target.ts';
import type { Runner, Step, StepEnd, StepRecord, StepResult } from './runner.ts';
import { sendMany } from './send-many.ts';
import { parked, type Sending, sendRecord } from './send-record.ts';

/** Calls that run at the same time towards one target. */
const parallel = 4;

type Checked = StepRecord & { record: () => Json };

/** Writes records to the other side, each at most once; what is there already is left alone. */
export const target: Runner = {
  touchesOutside: true,
  async run(step, records) {
    const open = await openOrRefuse(step);
    if (open instanceof PermanentError) {
      return { results: records.map(({ no }) => ({ no, outcome: 'attention', problem: open.problem })) };
    }
    const checked: Checked[] = [];
    const results: StepResult[] = [];
    for (const record of records) {
      const parsed = lazily((): Json => JSON.parse(record.text));
      const problem = takesAnything(open) ? null : checkRecord(open, parsed());
      if (problem) results.push({ no: record.no, outcome: 'attention', problem });
      else checked.push({ ...record, record: parsed });
    }
    if (step.run.mode === 'try') {
      return { results: [...results, ...checked.map(({ no }): StepResult => ({ no, outcome: 'would-send' }))] };
    }
    const end = await deliver(step, open, checked);
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

/** What is passed on as text need not be read here. */
function lazily<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

const takesAnything = ({ schema }: OpenTarget) => schema instanceof z.ZodUnknown;

function checkRecord(open: OpenTarget, record: Json): Problem | null {
  const issue = open.schema.safeParse(record).error?.issues[0];
  if (!issue) return null;
  const params = { field: issue.path.join('.'), system: open.system };
  const missing = issue.code === 'invalid_type' && valueAt(record, issue.path) === undefined;
  return { code: missing ? 'run.field-missing' : 'run.field-wrong', params };
}

function valueAt(record: unknown, path: PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, name) => (typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined),
    record,
  );
}

async function deliver(step: Step, open: OpenTarget, records: Checked[]): Promise<StepEnd> {
  if (records.length === 0) return { results: [] };
  const firsts = new Map<string, Checked>();
  for (const record of records) if (!firsts.has(record.key)) firsts.set(record.key, record);
  const now = step.ports.now();
  const claims = [...firsts.values()].map(({ key, text }) => ({
    key,
    contentHash: hash('sha256', text, 'buffer'),
  }));
  const hashes = new Map(claims.map(({ key, contentHash }) => [key, contentHash]));
  const ledger = step.ports.ledger(step.node);
  const decide = (row: Delivery | null) => {
    const changed = open.repeatable && row !== null && !hashes.get(row.key)?.equals(row.contentHash);
    return decideDelivery(row, step.run.id, now, { force: step.run.force, changed, restored: ledger.isRestored });
  };
  const before = await ledger.claim(claims, (row) => ['send', 'ask-first'].includes(decide(row)));

  crashPoint('CP6');
  const sendings = [...firsts.values()].map((record): Sending => {
    const row = before.get(record.key) ?? null;
    return { ...record, before: row, decision: decide(row) };
  });
  const end = open.many
    ? await sendLists(step, open, open.many, sendings)
    : await inParallel(sendings, (sending) => sendRecord(step, open, sending));
  const keys = new Map(sendings.map(({ no, key }) => [no, key]));
  const byKey = new Map(end.results.map((result) => [keys.get(result.no), result]));
  const repeats = records
    .filter((record) => firsts.get(record.key) !== record)
    .flatMap((record) => mirror(record, byKey.get(record.key)));
  return { ...end, results: [...end.results, ...repeats] };
}

/** A second record with the same key in one batch ends as the first did; once sent, it is there. */
function mirror(record: Checked, first: StepResult | undefined): StepResult[] {
  if (!first) return [];
  const { outcome, problem, targetId, retryAfterSeconds } = first;
  return [
    { no: record.no, outcome: outcome === 'sent' ? 'already-there' : outcome, problem, targetId, retryAfterSeconds },
  ];
}

/**
 * What is plainly to be sent goes in the target's own bulk calls, one after another; what must be looked up first goes
 * alone, as everywhere.
 */
async function sendLists(
  step: Step,
  open: OpenTarget,
  many: NonNullable<OpenTarget['many']>,
  sendings: Sending[],
): Promise<StepEnd> {
  const isPlain = ({ decision }: Sending) => decision === 'send' && !open.askFirst;
  const plain = sendings.filter(isPlain);
  const results: StepResult[] = [];
  let lost: ConnectionLostError | undefined;
  for (let at = 0; at < plain.length; at += many.most) {
    const list = plain.slice(at, at + many.most);
    const end: StepEnd = lost ? { results: list.map(parked) } : await sendMany(open, many, list);
    results.push(...end.results);
    lost ??= end.lost;
  }
  const others = sendings.filter((sending) => !isPlain(sending));
  const alone: StepEnd = lost
    ? { results: others.map(parked) }
    : await inParallel(others, (sending) => sendRecord(step, open, sending));
  return { results: [...results, ...alone.results], lost: lost ?? alone.lost };
}

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
