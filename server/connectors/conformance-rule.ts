import assert from 'node:assert/strict';
import { platformProblems } from '#flows/problems/index.ts';
import { ConnectionLostError, PermanentError, TemporaryError } from '#server/errors.ts';
import { startTrialOf, type Trial, type TrialOptions } from '#server/sandboxes/trial.ts';
import type { Connector, Source } from './connector.ts';

/** A connector under its id, as the suite gets it from the folder. */
export type Subject = { id: string; connector: Connector; trial?: TrialOptions };

/** One thing that every connector must do, asked without knowing which connector it is. Throws when it does not hold. */
export type Rule = {
  says: string;
  /** What the connector must have for the question to make sense. */
  asks: 'every connector' | 'a sandbox' | 'a source' | 'a lookup' | 'a target';
  holds(subject: Subject): void | Promise<void>;
};

/** Whether the rule can be asked: sources, lookups and targets are tried on their sandbox. */
export function appliesTo({ asks }: Rule, { sandbox, sources, lookups = {}, targets }: Connector): boolean {
  if (asks === 'every connector') return true;
  if (!sandbox || asks === 'a sandbox') return sandbox !== null;
  return Object.keys({ 'a source': sources, 'a lookup': lookups, 'a target': targets }[asks]).length > 0;
}

/** Long enough for an answer on a busy machine, short enough to wait for one that never comes. */
const timeoutMs = 700;

/** Moves the one clock of connector, client and sandbox. */
export type Later = (hours: number) => void;

/** Runs a piece of a rule against a fresh sandbox. */
export async function withTrial<T>(
  subject: Subject,
  use: (trial: Trial, later: Later) => Promise<T>,
  options: TrialOptions = {},
) {
  let ahead = 0;
  const now = () => new Date(Date.now() + ahead);
  const trial = await startTrialOf(subject.id, subject.connector, { timeoutMs, now, ...subject.trial, ...options });
  try {
    return await use(trial, (hours) => {
      ahead += hours * 3_600_000;
    });
  } finally {
    await trial.close();
  }
}

export type HouseError = TemporaryError | PermanentError | ConnectionLostError;

/** The error of a deed that must fail; it must be one of the house's, with a code that has words. */
export async function errorOf({ connector }: Subject, deed: () => Promise<unknown>): Promise<HouseError> {
  const outcome = await deed().then(
    () => 'nothing',
    (error: unknown) => error,
  );
  const isOurs =
    outcome instanceof TemporaryError || outcome instanceof PermanentError || outcome instanceof ConnectionLostError;
  assert(isOurs, `expected one of the house's errors, got ${outcome}`);
  assertKnown(connector, outcome.problem.code);
  return outcome;
}

export function assertKnown(connector: Connector, code: string) {
  assert(Object.hasOwn({ ...platformProblems, ...connector.problems }, code), `the code ${code} has no words`);
}

/** The two ways in which a short-lived token ends: its time is over, or the other side no longer takes it. */
export const tokenEnds = ({ id }: Subject) => [
  async (_trial: Trial, later: Later) => later(24),
  async ({ control }: Trial) => {
    assert(await control.fault(id, 'revoke-token', 1), 'the sandbox does not offer "revoke-token"');
  },
];

/** Sources that ask their system for something; one that is fed by what arrives may find all it needs in there. */
export async function sourcesThatAsk(subject: Subject): Promise<Source[]> {
  const asking: Source[] = [];
  for (const source of Object.values(subject.connector.sources)) {
    const asks = () =>
      withTrial(subject, async ({ context, exchanges }) => {
        await source.read(context, source.exampleOptions ?? {}, null);
        return exchanges.length > 0;
      });
    if (!source.pushed || (await asks())) asking.push(source);
  }
  return asking;
}
