import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import { PermanentError, TemporaryError } from '#server/errors.ts';
import { shelf } from './conformance-shelf.ts';
import type { Connector, ConnectorContext, Lookup, Page, Source, Target } from './connector.ts';
import { field } from './form.ts';
import { readToEnd } from './read-to-end.ts';

/** The same connector with one thing broken, and the beginning of the rule that must notice. */
type Breakage = { what: string; rule: string; broken: Connector };

const { items } = shelf.sources;
const { notes } = shelf.targets;
const { item } = shelf.lookups ?? {};
if (!items?.readOne || !notes?.find || !item) throw new Error('the shelf is not complete');

const withSource = (change: Partial<Source>): Connector => ({ ...shelf, sources: { items: { ...items, ...change } } });
const withTarget = (change: Partial<Target>): Connector => ({ ...shelf, targets: { notes: { ...notes, ...change } } });

const withLookup = (change: Partial<Lookup>): Connector => ({ ...shelf, lookups: { item: { ...item, ...change } } });

/** Changes each page on its way out. */
const pages = (change: (page: Page) => Page) =>
  withSource({ read: async (context, options, cursor) => change(await items.read(context, options, cursor)) });

/** Passes an error on as another one. */
const writesFailAs = (change: (error: unknown) => Error) =>
  withTarget({
    write: (context, options, record, key) =>
      notes.write(context, options, record, key).catch((error: unknown) => {
        throw change(error);
      }),
  });

const refused = { code: 'shelf.refused', params: { status: 400 } };
const Place = z.object({ after: z.number() });
const nothing: Page = { records: [], next: null, resume: null };
const text = { en: 'a {x}', nl: 'a {x}', de: 'a {x}', fr: 'a {x}' };
const allIsWell = async () => [{ id: 'items', title: shelf.title, ok: true }];

const ofWords: Breakage[] = [
  { what: 'a language is missing', rule: 'speaks all languages', broken: { ...shelf, title: { ...text, de: '' } } },
  { what: 'a parameter is lost', rule: 'speaks all languages', broken: { ...shelf, about: { ...text, fr: 'a' } } },
  {
    what: 'a problem has a foreign name',
    rule: 'names its problems',
    broken: { ...shelf, problems: { 'other.refused': { title: text, happened: text, fix: text } } },
  },
  {
    what: 'a field has no words',
    rule: 'has forms',
    broken: withSource({ options: z.object({ x: z.string().default('') }) }),
  },
  {
    what: 'nobody knows where the facts come from',
    rule: 'names where the facts',
    broken: withSource({ factsFrom: undefined }),
  },
  {
    what: 'a field waits for a choice that nobody offers',
    rule: 'asks for nothing',
    broken: withSource({
      options: z.object({
        x: field(z.string().default(''), { title: text, onlyWhen: { field: 'y', is: ['1'] } }),
      }),
    }),
  },
  { what: 'samples are few', rule: 'brings at least three', broken: withSource({ samples: items.samples.slice(1) }) },
  { what: 'a sample does not fit', rule: 'takes its own samples', broken: withTarget({ schema: z.never() }) },
];

const ofConnection: Breakage[] = [
  {
    what: 'a good connection fails its check',
    rule: 'finds everything in order',
    broken: { ...shelf, check: async () => [{ id: 'items', title: shelf.title, ok: false, problem: refused }] },
  },
  { what: 'wrong secrets pass', rule: 'tells by a named check', broken: { ...shelf, check: allIsWell } },
  {
    what: 'an error tells the key',
    rule: 'lets no secret',
    broken: withTarget({
      write: async ({ settings }) => {
        throw new PermanentError({ problem: { ...refused, params: { status: String(settings.apiKey) } } });
      },
    }),
  },
  {
    what: 'a revoked key is taken for a refused record',
    rule: 'is lost when its key',
    broken: writesFailAs(() => new PermanentError({ problem: refused })),
  },
];

const ofSource: Breakage[] = [
  {
    what: 'pages overlap',
    rule: 'gives every record exactly once',
    broken: pages((page) => ({ ...page, next: page.next && { after: Place.parse(page.next).after - 1 } })),
  },
  {
    what: 'all but the first page is lost',
    rule: 'gives every record exactly once',
    broken: pages((page) => ({ ...page, next: null })),
  },
  {
    what: 'new records are passed over',
    rule: 'finds on its next',
    broken: pages((page) => ({ ...page, resume: { after: 999 } })),
  },
  {
    what: 'an empty world has a record',
    rule: 'gives nothing from an empty',
    broken: pages((page) => ({ ...page, records: items.samples })),
  },
  {
    what: 'a record that is gone is an error',
    rule: 'gives one record again',
    broken: withSource({
      readOne: async (context, options, key) => {
        const found = await items.readOne?.(context, options, key);
        if (!found) throw new PermanentError({ problem: refused });
        return found;
      },
    }),
  },
  {
    what: 'samples are of another world',
    rule: 'has samples that look like',
    broken: withSource({ samples: items.samples.map((it) => ({ ...it, body: { sku: 'x' } })) }),
  },
  {
    what: 'an error became an empty page',
    rule: 'takes busy, broken and silent',
    broken: withSource({
      read: (context, options, cursor) => items.read(context, options, cursor).catch(() => nothing),
    }),
  },
];

/** A token that nobody renews when the other side no longer takes it. */
const staleToken = (context: ConnectorContext) =>
  context.token(async () => ({ access: 'token-of-the-shelf', expiresAt: '2999-01-01T00:00:00Z' }));

const ofReading: Breakage[] = [
  {
    what: 'the list is read from its end, where new ones push the others on',
    rule: 'gives each record once while',
    broken: withSource({
      async read(context, options, cursor) {
        const { records } = await readToEnd({ ...items, ...options }, context, null);
        const from = cursor === null ? 0 : Place.parse(cursor).after;
        const next = from + 100 < records.length ? { after: from + 100 } : null;
        return { records: records.reverse().slice(from, from + 100), next, resume: { after: 0 } };
      },
    }),
  },
  {
    what: 'only known fields are kept',
    rule: 'keeps fields that nobody',
    broken: pages((page) => ({
      ...page,
      records: page.records.map((it) => ({ ...it, body: { no: Number(it.key), name: 'Item' } })),
    })),
  },
  {
    what: 'a long list is given up',
    rule: 'reads a world of one',
    broken: pages((page) => (page.next && Place.parse(page.next).after >= 5000 ? { ...page, next: null } : page)),
  },
  {
    what: 'a cursor holds the key',
    rule: 'lets no secret',
    broken: withSource({
      async read(context, options, cursor) {
        const page = await items.read(context, options, cursor);
        return { ...page, resume: { ...Place.parse(page.resume), key: String(context.settings.apiKey) } };
      },
    }),
  },
  {
    what: 'a token that ended in the middle is not renewed',
    rule: 'does not notice in the middle',
    broken: withSource({
      async read(context, options, cursor) {
        await staleToken(context);
        return items.read(context, options, cursor);
      },
    }),
  },
];

const ofLookup: Breakage[] = [
  {
    what: 'what nobody has is an error',
    rule: 'looks up what its samples say',
    broken: withLookup({
      look: async (context, options, key) => {
        const found = await item.look(context, options, key);
        if (found === null) throw new PermanentError({ problem: refused });
        return found;
      },
    }),
  },
  {
    what: 'a sample of a lookup is of another world',
    rule: 'looks up what its samples say',
    broken: withLookup({ samples: [{ key: '1', answer: { sku: 'x' } }] }),
  },
  {
    what: 'an error became "not there"',
    rule: 'takes busy, broken and silent for temporary when',
    broken: withLookup({
      look: (context, options, key) => item.look(context, options, key).catch(() => null),
    }),
  },
  {
    what: 'a lookup writes',
    rule: 'takes busy, broken and silent for temporary when',
    broken: withLookup({
      look: async (context, options, key) => {
        await notes.write(context, options, { text: 'looked' }, key);
        return item.look(context, options, key);
      },
    }),
  },
];

const ofTarget: Breakage[] = [
  { what: 'nothing is sent', rule: 'sends a record once', broken: withTarget({ write: async () => ({ id: '1' }) }) },
  {
    what: 'everything is sent twice',
    rule: 'sends a record once',
    broken: withTarget({
      write: async (context, options, record, key) => {
        await notes.write(context, options, record, key);
        return notes.write(context, options, record, key);
      },
    }),
  },
  { what: 'what was sent is not found', rule: 'sends a record once', broken: withTarget({ find: async () => null }) },
  {
    what: 'what is gone is taken for changed',
    rule: 'changes what is there',
    broken: withTarget({ update: async (_context, _options, _record, { id }) => ({ id }) }),
  },
  { what: 'what is there is not read', rule: 'changes what is there', broken: withTarget({ read: async () => null }) },
  {
    what: 'busy is taken for a refusal',
    rule: 'takes busy and broken',
    broken: writesFailAs(() => new PermanentError({ problem: refused })),
  },
  {
    what: 'a refusal is tried again',
    rule: 'leaves a refused record',
    broken: writesFailAs(() => new TemporaryError({ problem: refused })),
  },
  {
    what: 'a lost answer is taken for "not written"',
    rule: 'does not know what became',
    broken: writesFailAs(() => new TemporaryError({ problem: refused, outcomeUnknown: false })),
  },
  {
    what: 'a lost write is written again',
    rule: 'does not know what became',
    broken: withTarget({ find: async () => null }),
  },
];

const ofRepeating: Breakage[] = [
  {
    what: 'what may be sent again has another effect each time',
    rule: 'does not know what became',
    broken: withTarget({
      repeatable: true,
      find: undefined,
      write: async (context, options, _record, key) => notes.write(context, options, { text: randomUUID() }, key),
    }),
  },
  {
    what: 'a token that ended before a write is not renewed',
    rule: 'does not notice that its token',
    broken: {
      ...shelf,
      check: async (context) => {
        await staleToken(context);
        return shelf.check(context);
      },
    },
  },
];

export const breakages: Breakage[] = [
  ...ofWords,
  ...ofConnection,
  ...ofSource,
  ...ofReading,
  ...ofLookup,
  ...ofTarget,
  ...ofRepeating,
];
