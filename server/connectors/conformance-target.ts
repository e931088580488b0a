import assert from 'node:assert/strict';
import { PermanentError, TemporaryError } from '#server/errors.ts';
import type { FaultKind } from '#server/sandboxes/sandbox.ts';
import type { Trial } from '#server/sandboxes/trial.ts';
import { errorOf, type Rule, type Subject, tokenEnds, withTrial } from './conformance-rule.ts';
import type { Json, Target } from './connector.ts';

type Case = { target: Target; body: Json; key: string; trial: Trial };

/** Asks the question of every sample of every target, each with a sandbox of its own. */
async function eachSample(subject: Subject, ask: (it: Case) => Promise<void>) {
  for (const target of Object.values(subject.connector.targets))
    for (const { key, body } of target.samples) await withTrial(subject, (trial) => ask({ target, body, key, trial }));
}

const write = ({ target, body, key, trial }: Case) =>
  target.write(trial.context, target.exampleOptions ?? {}, body, key);
const find = ({ target, body, key, trial }: Case) =>
  target.find?.(trial.context, target.exampleOptions ?? {}, body, key);

/** How many things arrived: sending one record may make several (a customer and an order). */
const arrived = async ({ trial }: Case, { id }: Subject) => (await trial.control.received(id))?.length ?? 0;

/** The same thing twice is one effect where the same may be sent again. */
const effects = async ({ trial }: Case, { id }: Subject) =>
  new Set((await trial.control.received(id))?.map(({ what, id: number, body }) => JSON.stringify([what, number, body])))
    .size;

async function failing(subject: Subject, it: Case, kind: FaultKind) {
  assert(await it.trial.control.fault(subject.id, kind, 1), `the sandbox does not offer "${kind}"`);
  return errorOf(subject, () => write(it));
}

/** How many things one undisturbed write of this record makes. */
const undisturbed = (subject: Subject, it: Case) =>
  withTrial(subject, async (trial) => {
    await write({ ...it, trial });
    return arrived({ ...it, trial }, subject);
  });

export const targetRules: Rule[] = [
  {
    says: 'sends a record once, and finds it by its key afterwards and not before',
    asks: 'a target',
    holds: (subject) =>
      eachSample(subject, async (it) => {
        const mayBeThere = it.target.repeatable ?? false;
        if (it.target.find && !mayBeThere) assert.equal(await find(it), null, 'it was found before it was sent');
        assert.equal(await arrived(it, subject), 0);
        const written = await write(it);
        assert(written.id !== '', 'what was written has no id');
        const all = (await it.trial.control.received(subject.id))?.map(({ what, body }) =>
          JSON.stringify([what, body]),
        );
        assert(all && all.length > 0, 'nothing arrived');
        assert.equal(new Set(all).size, all.length, 'the same thing arrived twice');
        if (it.target.find) assert.equal((await find(it))?.id, written.id);
      }),
  },
  {
    says: 'changes what is there, reads it, and says when nothing is there any more',
    asks: 'a target',
    holds: (subject) =>
      eachSample(subject, async (it) => {
        const { update, read } = it.target;
        if (!update) return;
        const [context, options] = [it.trial.context, it.target.exampleOptions ?? {}];
        const { id } = await write(it);
        const change = (at: string) => update(context, options, it.body, { id: at, key: it.key });
        assert.equal((await change(id))?.id, id, 'what is there was not changed');
        assert.equal((await change(id))?.id, id, 'the same change once more was not taken');
        if (it.target.find) assert.equal((await find(it))?.id, id);
        assert.equal(await change(`${id}999`), null, 'what is gone was changed');
        if (!read) return;
        assert.notEqual(await read(context, options, id), null, 'what is there was not read');
        assert.equal(await read(context, options, `${id}999`), null, 'what is gone was read');
      }),
  },
  {
    says: 'takes busy and broken for temporary, and waits as long as it is told',
    asks: 'a target',
    holds: (subject) =>
      eachSample(subject, async (it) => {
        const busy = await failing(subject, it, 'busy');
        assert(busy instanceof TemporaryError && busy.retryAfterSeconds, 'busy is not "later"');
        assert(!busy.outcomeUnknown, 'a record that was turned away was not written');
        assert((await failing(subject, it, 'error')) instanceof TemporaryError, 'broken is not temporary');
        assert((await failing(subject, it, 'timeout-before')) instanceof TemporaryError, 'silence is not temporary');
        assert.equal(await arrived(it, subject), 0);
      }),
  },
  {
    says: 'leaves a refused record to a person',
    asks: 'a target',
    holds: (subject) =>
      eachSample(subject, async (it) => {
        assert((await failing(subject, it, 'refuse')) instanceof PermanentError, 'a refusal is not permanent');
      }),
  },
  {
    says: 'does not know what became of a write whose answer was lost, and never writes twice when it looks it up',
    asks: 'a target',
    holds: (subject) =>
      eachSample(subject, async (it) => {
        const whole = await undisturbed(subject, it);
        for (const kind of ['timeout-after', 'half-answer'] as const)
          await withTrial(subject, async (trial) => {
            const again = { ...it, trial };
            const error = await failing(subject, again, kind);
            assert(error instanceof TemporaryError && error.outcomeUnknown, `${kind} is not "unknown"`);
            assert((await arrived(again, subject)) > 0, 'nothing arrived');
            if (it.target.repeatable) {
              await write(again);
              assert.equal(await effects(again, subject), whole, 'the same once more had another effect');
            }
            if (!it.target.find) return;
            const found = (await find(again)) ?? (await write(again));
            const count = it.target.repeatable ? effects : arrived;
            assert.equal(await count(again, subject), whole, 'it was written twice');
            assert.equal((await find(again))?.id, found.id);
          });
      }),
  },
  {
    says: 'does not notice that its token ended, neither by the clock nor before its time',
    asks: 'a target',
    holds: (subject) =>
      eachSample(subject, async (it) => {
        for (const endToken of tokenEnds(subject))
          await withTrial(subject, async (trial, later) => {
            await trial.connector.check(trial.context);
            if (trial.tokensWanted() === 0) return;
            await endToken(trial, later);
            await write({ ...it, trial });
            assert((await arrived({ ...it, trial }, subject)) > 0, 'nothing arrived');
          });
      }),
  },
];
