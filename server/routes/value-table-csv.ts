import { CsvError, parse } from 'csv-parse/sync';
import * as z from 'zod';
import { mostRows, TableRow } from '#flows/mapping/value-table.ts';
import { Refusal } from './refusal.ts';

const Cells = z.array(z.object({ record: z.array(z.string()), info: z.object({ lines: z.number() }) }));

/** The first line of an exported table, and how people name these two columns. */
const head: readonly (readonly string[])[] = [
  ['from', 'to'],
  ['van', 'naar'],
  ['von', 'nach'],
  ['de', 'vers'],
];

/** The rows as CSV (RFC 4180) with a line of names. */
export function writeCsv(rows: readonly TableRow[]): string {
  return [{ from: 'from', to: 'to' }, ...rows].map(({ from, to }) => `${quoted(from)},${quoted(to)}\r\n`).join('');
}

const quoted = (cell: string) => (/[",;\t\r\n]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);

/** The first two columns of a CSV text, with or without a line of names. A value that stands there twice counts once: the last. */
export function readCsv(text: string): TableRow[] {
  const rows = new Map<string, TableRow>();
  for (const [at, { record, info }] of parsed(text).entries()) {
    const [from = '', to] = record;
    if (
      at === 0 &&
      head.some(([one, other]) => from.trim().toLowerCase() === one && to?.trim().toLowerCase() === other)
    )
      continue;
    const row = TableRow.safeParse({ from, to });
    if (!row.success) throw new Refusal(400, 'value-table-line', { params: { line: info.lines } });
    rows.set(row.data.from, row.data);
  }
  return fewEnough([...rows.values()]);
}

export function fewEnough(rows: TableRow[]): TableRow[] {
  if (rows.length > mostRows) throw new Refusal(400, 'value-table-too-long', { params: { most: mostRows } });
  return rows;
}

function parsed(text: string) {
  const how = { bom: true, info: true, relax_column_count: true, skip_empty_lines: true, delimiter: separatorOf(text) };
  try {
    return Cells.parse(parse(text, how));
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    throw new Refusal(400, 'value-table-line', { params: { line: Number(error.lines) || 1 } });
  }
}

/** Whatever stands between the two columns of the first line. */
function separatorOf(text: string): string {
  const [line = ''] = text.replace(/"(?:[^"]|"")*"/g, '').split(/[\r\n]/, 1);
  return [';', '\t'].find((separator) => line.includes(separator)) ?? ',';
}
