import assert from 'node:assert/strict';
import { PermanentError, TemporaryError } from '#server/errors.ts';
import type { Trial } from '#server/sandboxes/trial.ts';
import { errorOf, type Rule, type Subject, withTrial } from './conformance-rule.ts';
import type { Json, Lookup } from './connector.ts';

/** Asks the question of every lookup in turn, each with a sandbox of its own. */
async function eachLookup(subject: Subject, ask: (lookup: Lookup, trial: Trial) => Promise<void>) {
  for (const lookup of Object.values(subject.connector.lookups ?? {}))
    await withTrial(subject, (trial) => ask(lookup, trial));
}

const look = ({ look: asks, exampleOptions = {} }: Lookup, { context }: Trial, key: string) =>
  asks(context, exampleOptions, key);

const namesOf = (answer: Json) =>
  typeof answer === 'object' && answer !== null && !Array.isArray(answer) ? Object.keys(answer).sort() : [];

export const lookupRules: Rule[] = [
  {
    says: 'looks up what its samples say, the same each time, and finds nothing for a key that nobody has',
    asks: 'a lookup',
    holds: (subject) =>
      eachLookup(subject, async (lookup, trial) => {
        assert(lookup.samples.length > 0, 'a lookup has no sample');
        for (const { key, answer } of lookup.samples) {
          const found = await look(lookup, trial, key);
          assert(found !== null, `"${key}" was not found`);
          assert.deepEqual(namesOf(found), namesOf(answer), 'the sample does not look like what is found');
          assert.deepEqual(await look(lookup, trial, key), found);
        }
        assert.equal(await look(lookup, trial, 'no-such-key-0'), null);
      }),
  },
  {
    says: 'takes busy, broken and silent for temporary when it looks something up, and changes nothing there',
    asks: 'a lookup',
    holds: (subject) =>
      eachLookup(subject, async (lookup, trial) => {
        const { control } = trial;
        const key = lookup.samples[0]?.key ?? '';
        for (const kind of ['busy', 'error', 'timeout-before'] as const) {
          assert(await control.fault(subject.id, kind, 1), `the sandbox does not offer "${kind}"`);
          const error = await errorOf(subject, () => look(lookup, trial, key));
          assert(error instanceof TemporaryError && !(error instanceof PermanentError), `${kind} gave ${error.name}`);
          if (kind === 'busy') assert(error.retryAfterSeconds, 'it does not know how long to wait');
        }
        await look(lookup, trial, key);
        assert.deepEqual((await control.received(subject.id)) ?? [], [], 'something was written');
      }),
  },
];
