import * as z from 'zod';
import { PermanentError } from '#server/errors.ts';
import type { ConnectorContext } from '../connector.ts';
import { ask } from './office.ts';
import type { Settings } from './settings.ts';

export type Question = {
  businessObject: 'AR1' | 'AK1' | 'AG1' | 'SO1' | 'DJ2' | 'VA1';
  table: 'CONTACT' | 'ARTICLE' | 'ART_GRP' | 'SO_HDR' | 'DJ_PAGE' | 'VAT';
  /** Names without their table, or * where the names are not certain: an unknown name would spoil the question. */
  fields: string;
  /** The text field that must equal a value. */
  where?: { field: string; equals: string };
  /** Selects the financial year that is read. */
  bookDate?: string;
};

/** A number or code by which AccountView knows a row. */
export const Key = z.union([z.string(), z.number()]).transform(String);

const pageSize = 200;
const mostPages = 500;

/**
 * All rows that fit. There is no total: pages are asked for until one is not full. Texts come padded to the width of
 * their column and lose the padding.
 */
export async function readRows<S extends z.ZodType>(
  context: ConnectorContext<Settings>,
  question: Question,
  row: S,
): Promise<z.output<S>[]> {
  const rows: z.output<S>[] = [];
  for (let page = 1; page <= mostPages; page += 1) {
    const query = { ...queryOf(question), PageSize: pageSize, PageNumber: page };
    const call = { method: 'GET', path: '/accountviewdata', query, effect: 'read' } as const;
    const answer = await ask(context, call, tableOf(question.table, row));
    rows.push(...answer);
    if (answer.length < pageSize) return rows;
  }
  throw new PermanentError({ problem: { code: 'accountview.too-many-rows', params: { table: question.table } } });
}

/** An answer keyed by table. One row may come as an object, and without rows the table may be absent (documented). */
export const tableOf = <S extends z.ZodType>(table: string, row: S) =>
  z
    .record(z.string(), z.unknown())
    .transform((answer) => [answer[table] ?? []].flat().map(withoutPadding))
    .pipe(z.array(row));

/** The row that a write created. An answer without it leaves open what was done. */
export const createdRow = <S extends z.ZodType>(table: string, row: S) =>
  tableOf(table, row).transform(([created], { issues }) => {
    if (created !== undefined) return created;
    issues.push({ code: 'custom', path: [table], message: 'the created row is missing', input: created });
    return z.NEVER;
  });

const withoutPadding = (row: unknown): unknown =>
  typeof row === 'object' && row !== null
    ? Object.fromEntries(Object.entries(row).map(([name, value]) => [name, trimmed(value)]))
    : row;

const trimmed = (value: unknown): unknown => (typeof value === 'string' ? value.trimEnd() : value);

function queryOf({ businessObject, table, fields, where, bookDate }: Question) {
  const named = fields
    .split(',')
    .map((name) => `${table}.${name.trim()}`)
    .join(', ');
  return {
    BusinessObject: businessObject,
    Fields: fields === '*' ? '*' : named,
    BookDate: bookDate,
    ...(where && {
      FilterControlSource1: `${table}.${where.field}`,
      FilterOperator1: 'Equal',
      FilterValueType1: 'C',
      FilterValue1: where.equals,
      FilterIsListOfValues1: 'false',
    }),
  };
}
