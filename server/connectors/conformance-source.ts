import assert from 'node:assert/strict';
import { PermanentError, TemporaryError } from '#server/errors.ts';
import type { Trial, TrialOptions } from '#server/sandboxes/trial.ts';
import { errorOf, type Rule, type Subject, sourcesThatAsk, tokenEnds, withTrial } from './conformance-rule.ts';
import type { Connector, ConnectorContext, Json, Page, Source } from './connector.ts';
import { readToEnd } from './read-to-end.ts';
import { jsonIn } from './value-at.ts';

/** Sources that are asked; what arrives by itself never arrives in a trial, and is tried by each connector's own tests. */
const asked = ({ sources }: Connector) => Object.entries(sources).filter(([, { pushed }]) => !pushed);

/** Asks the question of every such source in turn, each with a sandbox of its own. */
async function eachSource(
  subject: Subject,
  ask: (source: Source, trial: Trial) => Promise<void>,
  options: TrialOptions = {},
) {
  for (const [, source] of asked(subject.connector)) await withTrial(subject, (trial) => ask(source, trial), options);
}

/** The same of those that ask their system for something. */
const eachAsking = async (subject: Subject, ask: (source: Source, trial: Trial) => Promise<void>) => {
  for (const source of await sourcesThatAsk(subject)) await withTrial(subject, (trial) => ask(source, trial));
};

const large = { size: 230 };

const namesOf = (body: Json) =>
  typeof body === 'object' && body !== null && !Array.isArray(body) ? Object.keys(body) : [];

export const sourceRules: Rule[] = [
  {
    says: 'gives every record exactly once, in pages of at most 100, the same ones each time',
    asks: 'a source',
    holds: (subject) =>
      eachSource(
        subject,
        async (source, { context }) => {
          const { pages, keys } = await readToEnd(source, context, null);
          assert(pages.length > 1, 'a large world fits on one page');
          for (const page of pages) assert(page.records.length <= 100, 'a page is too long');
          assert.equal(new Set(keys).size, keys.length, 'a record came twice');
          assert(!keys.includes(''), 'a record has no key');
          assert.deepEqual((await readToEnd(source, context, null)).keys, keys);
        },
        large,
      ),
  },
  {
    says: 'finds on its next reading whatever is new since the last one',
    asks: 'a source',
    holds: (subject) =>
      eachSource(subject, async (source, { connector, context, control }) => {
        const before = await readToEnd(source, context, null);
        for (const action of Object.keys(connector.sandbox?.actions ?? {})) {
          const acted = await control.act(subject.id, action, {});
          assert(acted?.ok, `the action "${action}" does not work without input`);
        }
        const whole = await readToEnd(source, context, null);
        const resumed = await readToEnd(source, context, before.resume);
        const fresh = whole.keys.filter((key) => !before.keys.includes(key));
        for (const key of fresh) assert(resumed.keys.includes(key), `${key} was passed over`);
      }),
  },
  {
    says: 'gives nothing from an empty world, without complaint',
    asks: 'a source',
    holds: (subject) =>
      eachSource(
        subject,
        async (source, { context }) => {
          const { keys, resume } = await readToEnd(source, context, null);
          assert.deepEqual(keys, []);
          assert.deepEqual((await readToEnd(source, context, resume)).keys, []);
        },
        { size: 0 },
      ),
  },
  {
    says: 'gives one record again as it was read, and none for a key that nobody has',
    asks: 'a source',
    holds: (subject) =>
      eachSource(subject, async (source, { context }) => {
        if (!source.readOne) return;
        const { records } = await readToEnd(source, context, null);
        for (const record of [records[0], records.at(-1)]) {
          assert(record, 'the world is empty');
          assert.deepEqual(await source.readOne(context, source.exampleOptions ?? {}, record.key), record);
        }
        assert.equal(await source.readOne(context, source.exampleOptions ?? {}, 'no-such-key-0'), null);
      }),
  },
  {
    says: 'has samples that look like what it reads',
    asks: 'a source',
    holds: (subject) =>
      eachSource(subject, async (source, { context }) => {
        const { records } = await readToEnd(source, context, null);
        const known = new Set(records.flatMap(({ body }) => namesOf(body)));
        for (const { body } of source.samples)
          for (const name of namesOf(body)) assert(known.has(name), `no record has the sample's field "${name}"`);
      }),
  },
  {
    says: 'takes busy, broken and silent for temporary, and waits as long as it is told',
    asks: 'a source',
    holds: (subject) =>
      eachAsking(subject, async (source, { context, control }) => {
        for (const kind of ['busy', 'error', 'timeout-before'] as const) {
          assert(await control.fault(subject.id, kind, 1), `the sandbox does not offer "${kind}"`);
          const error = await errorOf(subject, () => source.read(context, source.exampleOptions ?? {}, null));
          assert(error instanceof TemporaryError && !(error instanceof PermanentError), `${kind} gave ${error.name}`);
          assert(!error.outcomeUnknown, 'a reading has no unknown outcome');
          if (kind === 'busy') assert(error.retryAfterSeconds, 'it does not know how long to wait');
        }
      }),
  },
  {
    says: 'gives each record once while new ones come in, and passes none over',
    asks: 'a source',
    holds: (subject) =>
      eachSource(
        subject,
        async (source, { connector, context, control }) => {
          const before = (await readToEnd(source, context, null)).keys;
          const add = await addingAction(subject, Object.keys(connector.sandbox?.actions ?? {}), before, control);
          const keys: string[] = [];
          let resume: Json = null;
          for (let cursor: Json | null = null, pages = 0; pages === 0 || cursor !== null; pages += 1) {
            const page: Page = await source.read(context, source.exampleOptions ?? {}, cursor);
            keys.push(...page.records.map(({ key }) => key));
            if (add && pages < 3) await control.act(subject.id, add, {});
            cursor = page.next;
            resume = page.resume;
          }
          assert.equal(new Set(keys).size, keys.length, 'a record came twice');
          // What the action changed may have moved to a page that was read already; then it comes with the next reading.
          const next = (await readToEnd(source, context, resume)).keys;
          for (const key of before) assert(keys.includes(key) || next.includes(key), `${key} was passed over`);
        },
        large,
      ),
  },
  {
    says: 'keeps fields that nobody knows yet',
    asks: 'a source',
    holds: (subject) =>
      eachAsking(subject, async (source, { connector, context, control }) => {
        // A system that does not answer in JSON can be given the field itself.
        const canGrow = connector.sandbox?.actions['add-field'] !== undefined;
        if (canGrow) await control.act(subject.id, 'add-field', { name: unknown });
        const { asked, ...marking } = withUnknownFields(context);
        const { records } = await readToEnd(source, marking.context, null);
        assert(records.length > 0, 'the world is empty');
        // What comes in another way than as an answer in JSON cannot be marked here.
        if (!canGrow && !asked()) return;
        for (const { key, body } of records) assert(namesOf(body).includes(unknown), `${key} lost a field`);
      }),
  },
  {
    says: 'reads a world of one record, and one of ten thousand',
    asks: 'a source',
    async holds(subject) {
      for (const [name] of asked(subject.connector)) {
        const readAll = (size: number) =>
          withTrial(subject, ({ connector, context }) => readToEnd(sourceOf(connector, name), context, null), {
            size,
            // Nothing is silent here; a large world on a busy machine may take its time.
            timeoutMs: 30_000,
          });
        const [one, some] = [(await readAll(1)).keys.length, (await readAll(12)).keys.length];
        // What does not grow with the orders (a list of shops) is read whole already.
        if (some - one !== 11) continue;
        const { keys } = await readAll(10_000);
        assert.equal(new Set(keys).size, one + 9_999, 'records are missing');
      }
    },
  },
  {
    says: 'does not notice in the middle of a reading that its token ended',
    asks: 'a source',
    async holds(subject) {
      for (const [name] of asked(subject.connector))
        for (const endToken of tokenEnds(subject))
          await withTrial(
            subject,
            async (trial, later) => {
              const source = sourceOf(trial.connector, name);
              const options = source.exampleOptions ?? {};
              const { next } = await source.read(trial.context, options, null);
              if (trial.tokensWanted() === 0) return;
              await endToken(trial, later);
              await source.read(trial.context, options, next);
            },
            large,
          );
    },
  },
];

function sourceOf({ sources }: Connector, name: string): Source {
  const source = sources[name];
  assert(source, `there is no source "${name}"`);
  return source;
}

/** An action that places something which the source has not read; null where the sandbox has none. */
async function addingAction(subject: Subject, actions: string[], known: string[], control: Trial['control']) {
  for (const action of actions) {
    const acted = await control.act(subject.id, action, {});
    if (acted?.ok && !known.includes(acted.key)) return action;
  }
  return null;
}

const unknown = 'field_of_tomorrow';

/** The same way out, where every answer, and every object of a list in it, has one more field than anybody knows. */
function withUnknownFields(context: ConnectorContext): { context: ConnectorContext; asked(): boolean } {
  let asked = false;
  const marking: ConnectorContext = {
    ...context,
    http: {
      async send(request) {
        asked = true;
        const answer = await context.http.send(request);
        const body = jsonIn(answer.text);
        if (body === undefined) return answer;
        const more = withUnknown(body, true);
        return { ...answer, text: JSON.stringify(more), json: (schema) => schema.parse(more) };
      },
    },
  };
  return { context: marking, asked: () => asked };
}

function withUnknown(value: Json, isMarked: boolean): Json {
  if (Array.isArray(value)) return value.map((it) => withUnknown(it, true));
  if (typeof value !== 'object' || value === null) return value;
  const inner = Object.fromEntries(Object.entries(value).map(([name, it]) => [name, withUnknown(it, false)]));
  return isMarked ? { ...inner, [unknown]: 'kept' } : inner;
}
