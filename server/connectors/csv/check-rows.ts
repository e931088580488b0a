import type { Problem } from '#flows/problem.ts';
import { PermanentError } from '#server/errors.ts';
import { type Row, rowsFrom, type Table } from './table.ts';

/** Stands where a byte of the file was not UTF-8: a name that would arrive broken. */
const unreadable = '\uFFFD';

/** Looks at a whole file before its first row is used, so that a file is taken as a whole or not at all. */
export async function checkRows(table: Table, keyIndex: number): Promise<void> {
  const lineOfKey = new Map<string, number>();
  for await (const row of rowsFrom(table, 0)) {
    if (row.end <= table.start) continue;
    const key = row.values[keyIndex]?.trim() ?? '';
    const problem = problemOf(row, table, { key, keyIndex, earlier: lineOfKey.get(key) });
    if (problem) throw new PermanentError({ problem });
    lineOfKey.set(key, row.line);
  }
}

type Key = { key: string; keyIndex: number; earlier: number | undefined };

function problemOf({ values, line }: Row, { columns }: Table, { key, keyIndex, earlier }: Key): Problem | null {
  const column = columns[keyIndex] ?? '';
  if (values.length !== columns.length)
    return { code: 'csv.ragged', params: { line, found: values.length, expected: columns.length } };
  if (values.some((value) => value.includes(unreadable))) return { code: 'csv.unreadable', params: { line } };
  if (key === '') return { code: 'csv.key-empty', params: { line, column } };
  if (earlier !== undefined) return { code: 'csv.key-twice', params: { line, earlier, column, key } };
  return null;
}
