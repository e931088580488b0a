import { readCsv } from './csv.ts';
import { readExcel } from './excel.ts';
import type { ReadFormat } from './format.ts';
import { readJson } from './json.ts';
import { readJsonLines } from './json-lines.ts';
import { readXml } from './xml.ts';

export const formatNames = ['csv', 'xml', 'json', 'json-lines', 'excel'] as const;
export type FormatName = (typeof formatNames)[number];

export const readers: Record<FormatName, ReadFormat> = {
  csv: readCsv,
  xml: readXml,
  json: readJson,
  'json-lines': readJsonLines,
  excel: readExcel,
};

const endings: Record<string, FormatName> = {
  ...{ xml: 'xml', json: 'json', jsonl: 'json-lines', ndjson: 'json-lines', xlsx: 'excel', xlsm: 'excel' },
};

/** The format that a person chose, or the one that the file's name ends in; a text with any other ending is a table. */
export const formatOf = (choice: FormatName | 'auto', name: string): FormatName =>
  choice === 'auto' ? (endings[name.toLowerCase().replace(/^.*\./, '')] ?? 'csv') : choice;
