import * as z from 'zod';
import type { Problem } from '#flows/problem.ts';
import { PermanentError } from '#server/errors.ts';
import { byteOrderMark, decoded, peeked } from './bytes.ts';
import { type RawRow, rawRows } from './csv-rows.ts';
import type { Body, HowToRead, Item, OpenBytes, Position } from './format.ts';
import { namesIn, withNumbers } from './numbers.ts';

const separators = { comma: ',', semicolon: ';', tab: '\t' };
const mostColumns = 2000;

/** What a file says of itself at its beginning. */
const Head = z.object({ separator: z.string(), newline: z.string(), columns: z.array(z.string()) });

type Row = { values: string[]; line: number; offset: number; problem?: Problem };

/** RFC 4180, with the separators, encodings and empty lines that spreadsheets really write. */
export async function* readCsv(open: OpenBytes, how: HowToRead, from: Position): AsyncGenerator<Item> {
  const known = Head.safeParse(from.head).data;
  const { first, all } = await peeked(await open(known ? from.offset : 0), known ? 0 : 65_536);
  if (first[0] === 0xff && first[1] === 0xfe) throw problemOf('csv.two-byte', {});
  const start = known ? from : { record: 0, line: 0, offset: first.subarray(0, 3).equals(byteOrderMark) ? 3 : 0 };
  let head = known ?? null;
  const dialect = head ?? { separator: separatorOf(how.delimiter, first), newline: newlineOf(first) };
  const numbers = namesIn(how.numberColumns);
  let record = start.record;
  for await (const raw of rawRows(withoutFirst(all, known ? 0 : start.offset), dialect, start)) {
    if (raw.values?.every((value) => value.trim() === '')) continue;
    const row = rowOf(raw, how);
    if (!head) {
      if (row.problem) throw new PermanentError({ problem: row.problem });
      head = { ...dialect, columns: columnsOf(row.values, how.header) };
      if (how.header) continue;
    }
    record += 1;
    const { line, offset } = row;
    const problem = row.problem ?? raggedOf(row, head.columns.length);
    const body = bodyOf(row.values, head.columns);
    yield {
      ...{ body: problem ? body : withNumbers(body, numbers), line, after: { record, offset, line, head } },
      ...(problem && { problem }),
    };
  }
  if (!head) throw problemOf('csv.empty', {});
}

const problemOf = (code: string, params: Problem['params']) => new PermanentError({ problem: { code, params } });

/** Old programs end a line with a carriage return alone. */
const newlineOf = (first: Buffer) => (first.includes(13) && !first.includes(10) ? '\r' : '\n');

/** The separator that a person chose, or the one that stands most often in the first line outside quotes. */
function separatorOf(choice: HowToRead['delimiter'], first: Buffer): string {
  if (choice !== 'auto') return separators[choice];
  const [firstLine = ''] = first
    .toString('latin1')
    .replace(/"(?:[^"]|"")*"/g, '')
    .split(/[\r\n]/, 1);
  const counted = Object.values(separators).map((it) => ({ it, count: firstLine.split(it).length }));
  return counted.reduce((best, one) => (one.count > best.count ? one : best)).it;
}

function columnsOf(values: string[], header: boolean): string[] {
  if (values.length > mostColumns) throw problemOf('csv.too-wide', { most: mostColumns });
  const numbered = values.map((_, index) => `column${index + 1}`);
  if (!header) return numbered;
  const columns = values.map((name, index) => name.trim() || (numbered[index] ?? ''));
  const twice = columns.find((name, index) => columns.indexOf(name) !== index);
  if (twice !== undefined) throw problemOf('csv.header-twice', { column: twice });
  return columns;
}

const raggedOf = ({ values, line }: Row, expected: number): Problem | undefined =>
  values.length === expected ? undefined : { code: 'csv.ragged', params: { line, found: values.length, expected } };

const bodyOf = (values: string[], columns: string[]): Body =>
  Object.fromEntries(columns.map((column, index) => [column, values[index] ?? '']));

/** Stands where a byte of the file was lost before it came here. */
const unreadable = '\uFFFD';
const beyondAscii = /[\u0080-\u00ff]/;

function rowOf({ values: raw, ...at }: RawRow, { encoding }: HowToRead): Row {
  if (!raw) return { values: [], ...at, problem: { code: 'csv.quotes', params: { line: at.line } } };
  if (!raw.some((value) => beyondAscii.test(value))) return { values: raw, ...at };
  const values = raw.map((value) =>
    beyondAscii.test(value) ? decoded(Buffer.from(value, 'latin1'), encoding) : value,
  );
  const isLost = values.some((value) => value === null || value.includes(unreadable));
  const texts = values.map((value) => value ?? unreadable);
  if (!isLost) return { values: texts, ...at };
  return { values: texts, ...at, problem: { code: 'csv.unreadable', params: { line: at.line } } };
}

async function* withoutFirst(bytes: AsyncGenerator<Buffer>, count: number) {
  let left = count;
  for await (const chunk of bytes) {
    if (left < chunk.length) yield chunk.subarray(left);
    left = Math.max(0, left - chunk.length);
  }
}
