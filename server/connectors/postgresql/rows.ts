import * as z from 'zod';
import { PermanentError } from '#server/errors.ts';
import type { ConnectorContext, Cursor, Json, Page, SourceRecord } from '../connector.ts';
import { defineLookup, defineSource } from '../define.ts';
import { field } from '../form.ts';
import { samplesOf } from '../kit/reading.ts';
import { keyText, keyValues } from './keys.ts';
import samples from './samples.json' with { type: 'json' };
import { inTransaction } from './session.ts';
import type { Settings } from './settings.ts';
import { type Column, columnsNamed, namesIn, quoted, type Table, tableOf } from './table.ts';
import { earlier, momentOf, versionOf } from './values.ts';
import words from './words.json' with { type: 'json' };

type Context = ConnectorContext<Settings>;

const columnNames = () => z.string().trim().min(1).max(2000);
export const tableOption = () =>
  field(z.string().trim().min(1).max(200), { ...words.table, placeholder: 'shop.orders' });

const Options = z.object({
  table: tableOption(),
  keys: field(columnNames(), { ...words.keys, placeholder: 'number' }),
  changed: field(z.string().trim().max(200).default(''), { ...words.changed, placeholder: 'changed_at' }),
  columns: field(z.string().max(5000).default(''), words.columns),
});
type Options = z.infer<typeof Options>;

/** `at` is the changed-since value of the last row, `keys` tell rows of the same moment apart; without keys it begins there. */
const Place = z.object({
  at: z.string().nullable().default(null),
  keys: z.array(z.string()).nullable().default(null),
  until: z.string().nullable().default(null),
});
type Place = z.infer<typeof Place>;

const example = { table: 'shop.products', keys: 'sku', changed: 'changed_at' };
const pageSize = 100;

export const rows = defineSource<Settings, Options>({
  title: words.rows,
  confidence: 'documented',
  factsFrom: 'PostgreSQL documentation',
  options: Options,
  samples: samplesOf(samples.products),
  exampleOptions: example,
  read: (context, options, cursor) =>
    reading(context, options, (shape, query) => onePage(shape, query, Place.parse(cursor ?? {}), options)),
  readOne: (context, options, key) => oneRow(context, options, key),
  cursorAt: (_options, from, until) => ({ at: from.toISOString(), keys: null, until: until?.toISOString() ?? null }),
  momentOf: (cursor) => {
    const { at } = Place.parse(cursor ?? {});
    const moment =
      at === null || /^-?\d+$/.test(at) ? Number.NaN : Date.parse(at.replace(' ', 'T').replace(/\+00$/, 'Z'));
    return Number.isNaN(moment) ? null : new Date(moment);
  },
});

const LookupOptions = z.object({ table: tableOption(), keys: field(columnNames(), words.lookupKey) });

/** The row with this key, whole. */
export const row = defineLookup<Settings, z.infer<typeof LookupOptions>>({
  title: words.row,
  confidence: 'documented',
  factsFrom: 'PostgreSQL documentation',
  options: LookupOptions,
  key: { title: words.keyValue },
  samples: [{ key: 'TAS-ROOD', answer: samples.products[0]?.body ?? null }],
  exampleOptions: { table: 'shop.products', keys: 'sku' },
  look: async (context, options, key) => {
    const all = { ...options, changed: '', columns: '' };
    return (await oneRow(context, all, key))?.body ?? null;
  },
});

type Shape = { table: Table; keys: Column[]; changed: Column | null; columns: Column[] };
type Query = (text: string, values: readonly unknown[]) => Promise<Json[][]>;

/** Learns what the table looks like, and asks it in one read-only transaction. */
function reading<T>(context: Context, options: Options, ask: (shape: Shape, query: Query) => Promise<T>): Promise<T> {
  return inTransaction(context, { effect: 'read', said: `select … from ${options.table}` }, async (transaction) => {
    const table = await tableOf(transaction, options.table);
    const shape = {
      table,
      keys: columnsNamed(table, namesIn(options.keys)),
      changed: options.changed === '' ? null : (columnsNamed(table, [options.changed])[0] ?? null),
      columns: columnsNamed(table, namesIn(options.columns)),
    };
    let found = 0;
    const value = await ask(shape, async (text, values) => {
      const answer = await transaction.query(text, values);
      found = answer.length;
      return answer;
    });
    return { value, answer: `${found} rows` };
  });
}

/** What every reading selects: the wanted columns, and as texts what tells where the next page begins. */
const selected = ({ table, columns, keys, changed }: Shape) =>
  `select ${columns.map(its).join(', ')}, ${texts([...keys, ...(changed ? [changed] : [])])} from ${table.name} as there`;
const texts = (columns: Column[]) => columns.map((column) => `${its(column)}::text`).join(', ');
/** With its table in front: a bare name in ORDER BY would mean the text of the same name. */
const its = ({ name }: Column) => `there.${quoted(name)}`;

async function onePage(shape: Shape, query: Query, place: Place, options: Options): Promise<Page> {
  const { keys, changed } = shape;
  const { where, values } = conditions(shape, place);
  const order = [...(changed ? [changed] : []), ...keys].map(its).join(', ');
  const found = await query(`${selected(shape)}${where} order by ${order} limit ${pageSize}`, values);
  const read = found.map((values) => recordFrom(shape, values, options));
  const last = read.at(-1);
  const at = last?.at ?? place.at;
  const isLast = found.length < pageSize;
  return {
    records: read.map(({ record }) => record),
    next: isLast || !last ? null : { at: last.at, keys: last.keys, until: place.until },
    resume: resumeFrom(changed, at, last ? [] : place.keys),
  };
}

/** A reading that ended without keys has its overlap behind it already. */
function resumeFrom(changed: Column | null, at: string | null, keys: string[] | null): Cursor {
  if (!changed || at === null) return null;
  return { at: keys ? earlier(changed.oid, at) : at, keys: null, until: null };
}

function conditions({ keys, changed }: Shape, place: Place) {
  const values: string[] = [];
  const parts: string[] = changed ? [`${its(changed)} is not null`] : [];
  const given = ({ type }: Column, value: string) => `$${values.push(value)}::${type}`;
  if (place.keys && (!changed || place.at !== null)) {
    const columns = [...(changed ? [changed] : []), ...keys];
    const from = [...(changed ? [place.at ?? ''] : []), ...place.keys];
    parts.push(`(${columns.map(its).join(', ')}) > (${columns.map((it, no) => given(it, from[no] ?? '')).join(', ')})`);
  } else if (changed && place.at !== null && canStartAt(changed, place.at)) {
    parts.push(`${its(changed)} >= ${given(changed, place.at)}`);
  }
  if (changed && place.until !== null && canStartAt(changed, place.until))
    parts.push(`${its(changed)} < ${given(changed, place.until)}`);
  return { where: parts.length > 0 ? ` where ${parts.join(' and ')}` : '', values };
}

/** A moment that a person chose says nothing about a column of numbers: such a table is read from its start. */
const canStartAt = ({ oid }: Column, at: string) => momentOf(oid, at) !== null || /^-?\d+$/.test(at);

async function oneRow(context: Context, options: Options, key: string): Promise<SourceRecord | null> {
  const given = keyValues(key);
  try {
    return await reading(context, options, async (shape, query) => {
      if (given.length !== shape.keys.length) return null;
      const where = shape.keys.map(({ name, type }, no) => `there.${quoted(name)} = $${no + 1}::${type}`).join(' and ');
      const [found] = await query(`${selected(shape)} where ${where} limit 1`, given);
      return found ? recordFrom(shape, found, options).record : null;
    });
  } catch (error) {
    // A key that no such column can hold is simply not there.
    if (error instanceof PermanentError && error.problem.code === 'postgresql.value-refused') return null;
    throw error;
  }
}

function recordFrom({ columns, keys, changed }: Shape, values: Json[], { table }: Options) {
  const body = Object.fromEntries(columns.map(({ name }, no) => [name, values[no] ?? null]));
  const keyOf = values.slice(columns.length, columns.length + keys.length).map((value, no) => {
    if (typeof value === 'string' && value !== '') return value;
    throw new PermanentError({
      problem: { code: 'postgresql.empty-key', params: { column: keys[no]?.name ?? '', table } },
    });
  });
  const at = changed ? String(values[columns.length + keys.length]) : null;
  const version = changed && at !== null ? versionOf(changed.oid, at) : undefined;
  const key = keyText(keyOf);
  const record: SourceRecord = { key, title: `${table} ${key}`, body, ...(version !== undefined && { version }) };
  return { record, keys: keyOf, at };
}
