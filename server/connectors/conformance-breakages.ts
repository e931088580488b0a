import * as z from 'zod';
import { PermanentError, TemporaryError } from '#server/errors.ts';
import { shelf } from './conformance-shelf.ts';
import type { Connector, Page, Source, Target } from './connector.ts';

/** The same connector with one thing broken, and the beginning of the rule that must notice. */
type Breakage = { what: string; rule: string; broken: Connector };

const { items } = shelf.sources;
const { notes } = shelf.targets;
if (!items?.readOne || !notes?.find) throw new Error('the shelf is not complete');

const withSource = (change: Partial<Source>): Connector => ({ ...shelf, sources: { items: { ...items, ...change } } });
const withTarget = (change: Partial<Target>): Connector => ({ ...shelf, targets: { notes: { ...notes, ...change } } });

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

export const breakages: Breakage[] = [...ofWords, ...ofConnection, ...ofSource, ...ofTarget];
