import * as z from 'zod';
import { PermanentError } from '#server/errors.ts';
import type { ConnectorContext, Json, ManyWritten, Target, Written } from '../connector.ts';
import { defineTarget } from '../define.ts';
import { field } from '../form.ts';
import { keyText } from './keys.ts';
import { refusalOf } from './refusals.ts';
import { tableOption } from './rows.ts';
import samples from './samples.json' with { type: 'json' };
import { inTransaction, type Transaction } from './session.ts';
import type { Settings } from './settings.ts';
import { type Column, columnsNamed, listOf, namesIn, quoted, type Table, tableOf } from './table.ts';
import words from './words.json' with { type: 'json' };

type Context = ConnectorContext<Settings>;

const Options = z.object({
  table: tableOption(),
  keys: field(z.string().trim().min(1).max(2000), { ...words.writeKeys, placeholder: 'number' }),
});
type Options = z.infer<typeof Options>;

/** A row: column by column. Only these columns are written; what else the table has keeps its value or its default. */
const Row = z.record(z.string().min(1), z.json()).refine((row) => Object.keys(row).length > 0);
type Row = z.infer<typeof Row>;

const most = 100;

const described = {
  confidence: 'documented',
  factsFrom: 'PostgreSQL documentation',
  options: Options,
  fields: [],
  schema: Row,
  samples: samples.orders,
  exampleOptions: { table: 'shop.orders', keys: 'number' },
} as const satisfies Partial<Target<Settings, Options>>;

/** The row is there afterwards with this content, however often it is sent. */
export const upsert = defineTarget<Settings, Options>({
  ...described,
  ...{ fields: [], samples: [...samples.orders] },
  title: words.upsert,
  repeatable: true,
  write: (context, options, record) => writeOne(context, options, record, changing),
  writeMany: {
    most: () => most,
    write: (context, options, records) => writeAll(context, options, records, changing),
  },
});

/** A row is added once and never changed; a lost answer is settled by looking for its key. */
export const insert = defineTarget<Settings, Options>({
  ...described,
  ...{ fields: [], samples: [...samples.orders] },
  title: words.insert,
  write: (context, options, record) => writeOne(context, options, record, adding),
  writeMany: { most: () => most, write: (context, options, records) => writeAll(context, options, records, adding) },
  find: (context, options, record) => find(context, options, Row.parse(record)),
});

/** What follows an INSERT where the key is there already. */
type Meeting = (table: Table, keys: Column[], columns: Column[]) => string;

const adding: Meeting = () => '';

/** A row that has this content already is left alone, so that no trigger and no changed-at column believes in a change. */
const changing: Meeting = (_table, keys, columns) => {
  const names = new Set(keys.map(({ name }) => name));
  const others = columns.filter(({ name }) => !names.has(name)).map(({ name }) => quoted(name));
  const target = `on conflict (${listOf([...names])})`;
  if (others.length === 0) return `${target} do nothing`;
  const side = (of: string) => `(${others.map((name) => `${of}.${name}::text`).join(', ')})`;
  const set = others.map((name) => `${name} = excluded.${name}`).join(', ');
  return `${target} do update set ${set} where ${side('there')} is distinct from ${side('excluded')}`;
};

async function writeOne(context: Context, options: Options, record: Json, meeting: Meeting): Promise<Written> {
  const [one] = await writeAll(context, options, [{ record }], meeting);
  if (one && 'written' in one) return one.written;
  throw one?.error ?? new Error('a row was sent and nothing became of it');
}

/** All of a batch in one transaction; where one row is refused, the others are written without it. */
function writeAll(context: Context, options: Options, records: readonly { record: Json }[], meeting: Meeting) {
  const rows = records.map(({ record }) => Row.parse(record));
  const said = `insert into ${options.table} …\n${JSON.stringify(rows)}`;
  return inTransaction(context, { effect: 'write', said }, async (transaction) => {
    const table = await tableOf(transaction, options.table);
    const keys = columnsNamed(table, namesIn(options.keys));
    const outcomes: ManyWritten[] = [];
    for (const group of groupsOf(rows)) {
      const done = await writeGroup(
        { transaction, table, keys, settings: context.settings, meeting },
        group.map(({ row }) => row),
      );
      for (const [at, outcome] of done.entries()) outcomes[group[at]?.place ?? 0] = outcome;
    }
    return { value: outcomes, answer: `${outcomes.filter((it) => 'written' in it).length} of ${rows.length} rows` };
  });
}

/** Rows with the same columns go together, each with its place in the batch. */
const groupsOf = (rows: Row[]) =>
  Map.groupBy(
    rows.map((row, place) => ({ row, place })),
    ({ row }) => JSON.stringify(Object.keys(row).sort()),
  ).values();

type Writing = { transaction: Transaction; table: Table; keys: Column[]; settings: Settings; meeting: Meeting };

async function writeGroup(writing: Writing, rows: Row[]): Promise<ManyWritten[]> {
  const whole = await attempt(writing, rows);
  if (!(whole instanceof PermanentError)) return whole;
  if (rows.length === 1) return [{ error: whole }];
  const outcomes: ManyWritten[] = [];
  for (const row of rows) {
    const alone = await attempt(writing, [row]);
    outcomes.push(...(alone instanceof PermanentError ? [{ error: alone }] : alone));
  }
  return outcomes;
}

/** One statement, taken back as a whole where it is refused. What concerns more than these rows is thrown. */
async function attempt({ transaction, table, keys, settings, meeting }: Writing, rows: Row[]) {
  await transaction.query('savepoint rows');
  try {
    const columns = columnsNamed(table, Object.keys(rows[0] ?? {}));
    const ids = rows.map((row) => idOf(row, keys));
    const names = listOf(columns.map(({ name }) => name));
    const text = `insert into ${table.name} as there (${names}) select ${names} from ${given(columns)} ${meeting(table, keys, columns)}`;
    await transaction.query(text, [JSON.stringify(rows)]);
    await transaction.query('release savepoint rows');
    return ids.map((id): ManyWritten => ({ written: { id } }));
  } catch (error) {
    const refusal = refusalOf(error, settings);
    if (!(refusal instanceof PermanentError)) throw refusal;
    await transaction.query('rollback to savepoint rows');
    return refusal;
  }
}

/** The rows as one JSON value, which the server itself reads as the columns' own types: nothing is written into a statement. */
const given = (columns: Column[]) =>
  `jsonb_to_recordset($1::jsonb) as given(${columns.map(({ name, type }) => `${quoted(name)} ${type}`).join(', ')})`;

function idOf(row: Row, keys: Column[]): string {
  const values = keys.map(({ name }) => {
    const value = row[name];
    if ((typeof value === 'string' && value !== '') || typeof value === 'number') return String(value);
    throw new PermanentError({ problem: { code: 'postgresql.no-key-value', params: { column: name } } });
  });
  return keyText(values);
}

function find(context: Context, options: Options, row: Row): Promise<Written | null> {
  const said = `select … from ${options.table}`;
  return inTransaction(context, { effect: 'read', said }, async (transaction) => {
    const table = await tableOf(transaction, options.table);
    const keys = columnsNamed(table, namesIn(options.keys));
    const id = idOf(row, keys);
    const same = keys.map(({ name }) => `there.${quoted(name)} = given.${quoted(name)}`).join(' and ');
    const text = `select 1 from ${table.name} as there join ${given(keys)} on ${same} limit 1`;
    const found = await transaction.query(text, [JSON.stringify([row])]);
    return { value: found.length > 0 ? { id } : null, answer: `${found.length} rows` };
  });
}
