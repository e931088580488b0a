import { LookupSettings } from '#flows/kinds/lookup.ts';
import type { Json } from '#server/connectors/connector.ts';
import { ConnectionLostError, PermanentError, TemporaryError } from '#server/errors.ts';
import type { Exchange } from '#server/outbound/http-client.ts';
import { maximumAttempts } from './back-off.ts';
import { cageWorld, forCage } from './cage-world.ts';
import type { Answers, OpenLookup } from './open-lookup.ts';
import type { Runner, Step, StepEnd, StepRecord, StepResult } from './runner.ts';

/** Questions that run at the same time. */
const parallel = 4;

/** What one key came to: an answer (null = not there), or the error for every record that asks for it. */
type Told = { answer: Json | null } | { error: unknown };
type Asking = { key: string; record: StepRecord };
type Asked = { told: Map<string, Told>; said: Map<number, Exchange[]>; lost?: ConnectionLostError };

/** Asks another system for one thing more per record, and each thing once; nothing changes there, so that asking again does no harm. */
export const lookup: Runner = {
  // What it asks changes nothing: a crash costs the question once more.
  touchesOutside: false,
  async run(step, records) {
    const open = await openOrRefuse(step);
    if (open instanceof PermanentError)
      return { results: records.map(({ no }) => ({ no, outcome: 'attention', problem: open.problem })) };
    const { key: formula } = LookupSettings.parse(step.node.settings);
    const row = { to: 'key', from: formula, ifEmpty: { do: 'leave-out' as const } };
    const keys = await step.ports.cage.map(
      { mode: 'rows', rows: [row] },
      records.map(forCage),
      cageWorld(step.node, step.run, records),
    );
    const results: StepResult[] = [];
    const asking: Asking[] = [];
    for (const [index, record] of records.entries()) {
      const made = keys[index];
      if (!made) throw new Error('The cage gave fewer results than records');
      const key = made.ok ? keyIn(made.text) : { problem: made.problem };
      if (key === null) results.push(withAnswer(step, open, record, { key: '', answer: null }));
      else if (typeof key === 'string') asking.push({ key, record });
      else results.push({ no: record.no, outcome: 'attention', problem: key.problem });
    }
    return endOf(step, open, asking, results);
  },
};

async function openOrRefuse({ node, ports }: Step): Promise<OpenLookup | PermanentError> {
  try {
    return await ports.openLookup(node);
  } catch (error) {
    if (error instanceof PermanentError) return error;
    throw error;
  }
}

/** The key that a formula gave; null where it gave none. */
function keyIn(text: string): string | null | { problem: NonNullable<StepResult['problem']> } {
  const { key }: { key?: Json } = JSON.parse(text);
  if (key === undefined) return null;
  if (typeof key === 'string') return key.trim() === '' ? null : key.trim();
  if (typeof key === 'number' || typeof key === 'boolean') return String(key);
  return { problem: { code: 'run.lookup-key-wrong', params: {} } };
}

async function endOf(step: Step, open: OpenLookup, asking: Asking[], results: StepResult[]): Promise<StepEnd> {
  const { told, said, lost } = await askAll(open, step.ports.answers(step.node), asking);
  const ends = asking.map(({ key, record }): StepResult => {
    const exchanges = said.get(record.no);
    const found = told.get(key);
    const end = !found
      ? { no: record.no, outcome: 'waiting' as const }
      : 'error' in found
        ? failed(open, record, found.error)
        : withAnswer(step, open, record, { key, answer: found.answer });
    return exchanges ? { ...end, exchanges } : end;
  });
  return { results: [...results, ...ends], ...(lost && { lost }) };
}

/** Asks for each key once, a few at a time; when the connection is lost, the rest is not asked. */
async function askAll(open: OpenLookup, answers: Answers, asking: Asking[]): Promise<Asked> {
  const asked: Asked = { told: new Map(), said: new Map() };
  const firsts = new Map<string, StepRecord>();
  for (const { key, record } of asking) if (!firsts.has(key)) firsts.set(key, record);
  const queue = firsts.entries();
  const work = async () => {
    for (const [key, { no }] of queue) {
      const known = answers.get(key);
      if (known !== undefined) asked.told.set(key, { answer: known });
      else if (!asked.lost) await ask(open, { key, no }, answers, asked);
    }
  };
  await Promise.all(Array.from({ length: parallel }, work));
  return asked;
}

/** What is not there may be there for a later batch of the run: only what was found is kept. */
async function ask(open: OpenLookup, { key, no }: { key: string; no: number }, answers: Answers, asked: Asked) {
  const exchanges: Exchange[] = [];
  asked.said.set(no, exchanges);
  try {
    const answer = await open.look(key, (exchange) => void exchanges.push(exchange));
    if (answer !== null) answers.set(key, answer);
    asked.told.set(key, { answer });
  } catch (error) {
    if (error instanceof ConnectionLostError) asked.lost ??= error;
    else asked.told.set(key, { error });
  }
}

function failed({ system }: OpenLookup, { no, attempts }: StepRecord, error: unknown): StepResult {
  if (error instanceof PermanentError) return { no, outcome: 'attention', problem: error.problem };
  if (!(error instanceof TemporaryError)) throw error;
  const { problem, retryAfterSeconds, notTried } = error;
  if (attempts + 1 < maximumAttempts || notTried)
    return { no, outcome: 'waiting', problem, retryAfterSeconds, notTried };
  return { no, outcome: 'attention', problem: { code: 'run.gave-up', params: { system, attempts: attempts + 1 } } };
}

/** The record with the answer in it. */
function withAnswer(
  { node }: Step,
  { system }: OpenLookup,
  { no, text }: StepRecord,
  { key, answer }: { key: string; answer: Json | null },
): StepResult {
  const { as, whenNotFound } = LookupSettings.parse(node.settings);
  const record: Json = JSON.parse(text);
  if (answer === null && whenNotFound === 'attention')
    return { no, outcome: 'attention', problem: { code: 'run.not-found', params: { system, key } } };
  if (typeof record !== 'object' || record === null || Array.isArray(record))
    return { no, outcome: 'attention', problem: { code: 'run.no-place-for-answer', params: {} } };
  return { no, outcome: 'passed', output: JSON.stringify({ ...record, [as]: answer }) };
}
