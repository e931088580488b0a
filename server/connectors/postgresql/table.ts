import pg from 'pg';
import * as z from 'zod';
import { PermanentError } from '#server/errors.ts';
import type { Transaction } from './session.ts';
import { isBinary } from './values.ts';

export type Column = { name: string; oid: number; type: string };
export type Table = { name: string; columns: Map<string, Column> };

const Columns = z.array(z.tuple([z.string(), z.number(), z.string(), z.boolean()]));

const columnsOf = `
  select a.attname, a.atttypid::int, format_type(a.atttypid, a.atttypmod), a.attgenerated <> ''
  from pg_catalog.pg_attribute a
  join pg_catalog.pg_class c on c.oid = a.attrelid
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where n.nspname = $1 and c.relname = $2 and c.relkind in ('r', 'p', 'v', 'm', 'f')
    and a.attnum > 0 and not a.attisdropped
  order by a.attnum`;

export const quoted = (name: string) => pg.escapeIdentifier(name);
export const listOf = (names: readonly string[]) => names.map(quoted).join(', ');

/** `shop.orders`, or `orders` in the schema that PostgreSQL calls public; written as the table is, capitals included. */
function partsOf(table: string): [schema: string, name: string] {
  const dot = table.indexOf('.');
  return dot < 0 ? ['public', table] : [table.slice(0, dot), table.slice(dot + 1)];
}

/** A table or view as the catalogue knows it: nothing that a person typed gets into a statement unseen. */
export async function tableOf({ query }: Transaction, named: string): Promise<Table> {
  const parts = partsOf(named.trim());
  const found = Columns.parse(await query(columnsOf, parts));
  if (found.length === 0) throw missing('no-table', `"${named.trim()}"`);
  return {
    name: parts.map(quoted).join('.'),
    columns: new Map(found.map(([name, oid, type]) => [name, { name, oid, type }])),
  };
}

/** Its columns of these names; all of them where none are named. Binary ones are refused by name. */
export function columnsNamed({ columns }: Table, names: readonly string[]): Column[] {
  const chosen = names.length === 0 ? [...columns.values()] : names.map((name) => columnNamed(columns, name));
  const binary = chosen.find(({ oid }) => isBinary(oid));
  if (binary)
    throw new PermanentError({ problem: { code: 'postgresql.binary-column', params: { column: binary.name } } });
  return chosen;
}

function columnNamed(columns: Table['columns'], name: string): Column {
  const column = columns.get(name);
  if (!column) throw missing('no-column', `"${name}"`);
  return column;
}

const missing = (word: string, message: string) =>
  new PermanentError({ problem: { code: `postgresql.${word}`, params: { message, code: '' } } });

/** Names with commas between them, as people type them. */
export const namesIn = (text: string): string[] =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
