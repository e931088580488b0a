import * as z from 'zod';
import { field } from '../form.ts';
import { formatNames } from './formats/index.ts';
import words from './words.json' with { type: 'json' };

const tables = { field: 'format', is: ['auto', 'csv', 'excel'] };
const texts = { field: 'format', is: ['auto', 'csv'] };

/** What a person says of the files of a step, wherever they lie. */
export const readingShape = {
  format: field(z.enum(['auto', ...formatNames]).default('auto'), { ...words.format, choices: words.formats }),
  keyBy: field(z.enum(['column', 'content']).default('column'), { ...words.keyBy, choices: words.keysBy }),
  keyColumn: field(z.string().default(''), {
    ...{ ...words.keyColumn, placeholder: 'order_number', onlyWhen: { field: 'keyBy', is: ['column'] } },
  }),
  delimiter: field(z.enum(['auto', 'comma', 'semicolon', 'tab']).default('auto'), {
    ...{ ...words.delimiter, choices: words.delimiters, onlyWhen: texts },
  }),
  encoding: field(z.enum(['auto', 'utf-8', 'windows-1252']).default('auto'), {
    ...{ ...words.encoding, choices: words.encodings, onlyWhen: { field: 'format', is: ['auto', 'csv', 'xml'] } },
  }),
  header: field(z.boolean().default(true), { ...words.header, onlyWhen: tables }),
  numberColumns: field(z.string().default(''), {
    ...words.numberColumns,
    placeholder: 'price, stock',
    onlyWhen: texts,
  }),
  recordsAt: field(z.string().default(''), {
    ...{ ...words.recordsAt, placeholder: 'order', onlyWhen: { field: 'format', is: ['auto', 'xml', 'json'] } },
  }),
  sheet: field(z.string().default(''), { ...words.sheet, onlyWhen: { field: 'format', is: ['auto', 'excel'] } }),
};

/** What a person says of a folder with files. */
export const folderShape = {
  folder: field(z.string().default('/'), { ...words.folder, placeholder: '/export' }),
  pattern: field(z.string().min(1).max(100).default('*'), { ...words.pattern, placeholder: 'stock-*.csv' }),
  afterwards: field(z.enum(['leave', 'move', 'delete']).default('leave'), {
    ...{ ...words.afterwards, choices: words.afterwardsChoices },
  }),
  moveTo: field(z.string().default('done'), {
    ...{ ...words.moveTo, placeholder: '/export/done', onlyWhen: { field: 'afterwards', is: ['move'] } },
  }),
  settleSeconds: field(z.number().int().min(0).max(3600).default(30), words.settleSeconds),
};

const ReadingOptions = z.object(readingShape);
const FolderOptions = z.object(folderShape);
export type ReadingOptions = z.infer<typeof ReadingOptions>;
export type FolderOptions = z.infer<typeof FolderOptions>;
