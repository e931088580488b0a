import { Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import * as z from 'zod';
import { PermanentError } from '#server/errors.ts';

/** A file whose head has been read: its rows begin at byte `start`. */
export type Table = { bytes: Buffer; separator: string; columns: string[]; start: number };

/** One row: its values as text, the line of the file where it ends, and the byte behind it. */
export type Row = { values: string[]; line: number; end: number };

/** Lines are counted in the whole file only by a reading that begins at its first byte. */
const Parsed = z.object({
  record: z.array(z.string()),
  info: z.object({ lines: z.number(), bytes: z.number() }),
});

const separators = { comma: ',', semicolon: ';', tab: '\t' };

/** The separator that a person chose, or the one that stands most often in the first line outside quotes. */
export function separatorOf(choice: keyof typeof separators | 'auto', text: string): string {
  if (choice !== 'auto') return separators[choice];
  const [firstLine = ''] = text.replace(/"(?:[^"]|"")*"/g, '').split(/[\r\n]/, 1);
  const counted = Object.values(separators).map((it) => ({ it, count: firstLine.split(it).length }));
  return counted.reduce((best, one) => (one.count > best.count ? one : best)).it;
}

/** Reads the head of a file: the names of its columns and where the rows begin. */
export async function tableOf(text: string, how: { separator: string; header: boolean }): Promise<Table> {
  const bytes = Buffer.from(text);
  const table = { bytes, separator: how.separator, columns: [], start: 0 };
  const first = await rowsFrom(table, 0).next();
  if (first.done) throw new PermanentError({ problem: { code: 'csv.empty', params: {} } });
  const { values, end } = first.value;
  const numbered = values.map((_, index) => `column${index + 1}`);
  if (!how.header) return { ...table, columns: numbered };
  const columns = values.map((name, index) => name.trim() || (numbered[index] ?? ''));
  const twice = columns.find((name, index) => columns.indexOf(name) !== index);
  if (twice !== undefined)
    throw new PermanentError({ problem: { code: 'csv.header-twice', params: { column: twice } } });
  return { ...table, columns, start: end };
}

/** The rows behind a byte that is the file's first or the end of a row; lines that hold nothing are passed over. */
export async function* rowsFrom({ bytes, separator }: Table, offset: number): AsyncGenerator<Row> {
  const parser = parse({
    ...{ delimiter: separator, bom: true, info: true },
    ...{ relax_column_count: true, skip_empty_lines: true, skip_records_with_empty_values: true },
  });
  try {
    for await (const parsed of Readable.from(chunksOf(bytes.subarray(offset))).pipe(parser)) {
      const { record, info } = Parsed.parse(parsed);
      yield { values: record, line: info.lines, end: offset + info.bytes };
    }
  } catch (cause) {
    if (!(cause instanceof CsvError)) throw cause;
    const params = { line: z.number().catch(0).parse(cause.lines) };
    throw new PermanentError({ problem: { code: 'csv.quotes', params }, cause });
  }
}

function* chunksOf(bytes: Buffer) {
  const size = 65_536;
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}
