import { getTableColumns, getTableName, is } from 'drizzle-orm';
import { PgTable } from 'drizzle-orm/pg-core';
import { expect, it } from 'vitest';
import { createTestDatabase } from '#server/testing/database.ts';
import * as schema from './schema.ts';

const typeNames: Record<string, string> = { 'timestamp with time zone': 'timestamp with time zone', bytea: 'bytea' };

it('the tables of the queries are the tables of the migrations, column by column', async () => {
  const database = await createTestDatabase();
  const { rows } = await database.pool.query<{ table: string; column: string; type: string; required: boolean }>(`
    select table_name as table, column_name as column, data_type as type, is_nullable = 'NO' as required
    from information_schema.columns where table_schema = 'public' and table_name <> 'migrations'`);
  await database.drop();
  const migrated = rows.map((row) => `${row.table}.${row.column} ${row.type}${row.required ? ' not null' : ''}`);
  const queried = Object.values(schema).flatMap((table) => {
    if (!is(table, PgTable)) return [];
    const name = getTableName(table);
    return Object.values(getTableColumns(table)).map((column) => {
      const type = column.getSQLType();
      return `${name}.${column.name} ${typeNames[type] ?? type}${column.notNull ? ' not null' : ''}`;
    });
  });
  expect(queried.sort()).toEqual(migrated.sort());
});
