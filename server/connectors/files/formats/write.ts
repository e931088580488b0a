import type { Json } from '../../connector.ts';
import { byteOrderMark } from './bytes.ts';
import { flat, guarded, textOf } from './cells.ts';
import type { Body } from './format.ts';
import type { FormatName } from './index.ts';
import { namesIn } from './numbers.ts';
import { excelOf } from './write-excel.ts';
import { xmlOf } from './write-xml.ts';

/** What a person says of the files that are made. */
export type HowToWrite = {
  format: FormatName;
  /** Which fields, in which order. Empty: all of them, as they come. */
  columns: string;
  delimiter: 'comma' | 'semicolon' | 'tab';
  decimalComma: boolean;
  /** For Excel, which takes a text for Windows-1252 unless it says what it is. */
  mark: boolean;
  /** The names of the elements: `orders/order`. */
  elements: string;
};

const separators = { comma: ',', semicolon: ';', tab: '\t' };

/** Records as a whole file. The same records always give the same bytes. */
export function contentOf(records: Body[], how: HowToWrite): Buffer {
  if (how.format === 'json') return Buffer.from(`${JSON.stringify(records, null, 2)}\n`);
  if (how.format === 'json-lines') return Buffer.from(records.map((record) => `${JSON.stringify(record)}\n`).join(''));
  if (how.format === 'xml') return Buffer.from(xmlOf(records, how.elements));
  const rows = records.map((record) => flat(record));
  const chosen = namesIn(how.columns);
  const columns = chosen.length > 0 ? chosen : [...new Set(rows.flatMap((row) => Object.keys(row)))];
  if (how.format === 'excel') return excelOf(columns, rows);
  const text = Buffer.from(csvOf(columns, rows, how));
  return how.mark ? Buffer.concat([byteOrderMark, text]) : text;
}

function csvOf(columns: string[], rows: Record<string, Json>[], { delimiter, decimalComma }: HowToWrite): string {
  const separator = separators[delimiter];
  const quoted = (text: string) =>
    text.includes(separator) || /["\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  const line = (cells: string[]) => `${cells.map((text) => quoted(guarded(text))).join(separator)}\r\n`;
  return [line(columns), ...rows.map((row) => line(columns.map((name) => textOf(row[name], decimalComma))))].join('');
}
