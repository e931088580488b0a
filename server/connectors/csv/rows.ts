import { createHash } from 'node:crypto';
import * as z from 'zod';
import { PermanentError } from '#server/errors.ts';
import type { ConnectorContext, SourceRecord } from '../connector.ts';
import { defineSource } from '../define.ts';
import { field } from '../form.ts';
import { checkRows } from './check-rows.ts';
import samples from './samples.json' with { type: 'json' };
import { type Row, rowsFrom, separatorOf, type Table, tableOf } from './table.ts';
import words from './words.json' with { type: 'json' };

const Options = z.object({
  file: field(z.string().min(1), { ...words.file, as: 'file' }),
  keyColumn: field(z.string().default(''), { ...words.keyColumn, placeholder: 'order_number' }),
  delimiter: field(z.enum(['auto', 'comma', 'semicolon', 'tab']).default('auto'), {
    ...words.delimiter,
    choices: words.delimiters,
  }),
  header: field(z.boolean().default(true), words.header),
});
type Options = z.infer<typeof Options>;

const pageSize = 100;

/** A place in one version of one file, read one way: the fingerprint of all that, rows passed, bytes passed. */
const Place = z.object({ fingerprint: z.string(), row: z.number(), offset: z.number() });

export const rows = defineSource({
  title: words.rows,
  confidence: 'documented',
  factsFrom: 'RFC 4180',
  options: Options,
  samples,
  async read(context, options, cursor) {
    const { table, keyIndex, fingerprint } = await open(context, options);
    const last = Place.safeParse(cursor).data;
    const place = last?.fingerprint === fingerprint ? last : { fingerprint, row: 0, offset: table.start };
    if (place.row === 0) await checkRows(table, keyIndex);
    const found = await take(rowsFrom(table, place.offset), pageSize);
    const resume = { fingerprint, row: place.row + found.length, offset: found.at(-1)?.end ?? place.offset };
    const records = found.map((row) => recordOf(row, table, keyIndex));
    return { records, next: found.length === pageSize ? resume : null, resume };
  },
  async readOne(context, options, key) {
    const { table, keyIndex } = await open(context, options);
    for await (const row of rowsFrom(table, table.start))
      if (row.values[keyIndex]?.trim() === key) return recordOf(row, table, keyIndex);
    return null;
  },
});

async function open({ openFile }: Pick<ConnectorContext, 'openFile'>, options: Options) {
  const { text } = await openFile(options.file);
  const table = await tableOf(text, { separator: separatorOf(options.delimiter, text), header: options.header });
  const wanted = options.keyColumn.trim();
  const keyIndex = wanted === '' ? 0 : table.columns.indexOf(wanted);
  const params = { column: wanted, columns: table.columns.join(', ').slice(0, 300) };
  if (keyIndex < 0) throw new PermanentError({ problem: { code: 'csv.no-such-column', params } });
  const { keyColumn, delimiter, header } = options;
  const how = JSON.stringify([keyColumn, delimiter, header]);
  return { table, keyIndex, fingerprint: createHash('sha256').update(how).update(table.bytes).digest('base64url') };
}

async function take(from: AsyncGenerator<Row>, count: number): Promise<Row[]> {
  const taken: Row[] = [];
  for await (const row of from) {
    taken.push(row);
    if (taken.length === count) break;
  }
  return taken;
}

function recordOf({ values }: Row, { columns }: Table, keyIndex: number): SourceRecord {
  const key = values[keyIndex]?.trim() ?? '';
  const body = Object.fromEntries(columns.map((column, index) => [column, values[index] ?? '']));
  return { key, title: `${columns[keyIndex]} ${key}`, body };
}
