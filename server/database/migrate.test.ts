import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#server/testing/database.ts';
import { migrate } from './migrate.ts';

const folders: string[] = [];
const databases: TestDatabase[] = [];
let database: TestDatabase;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'koppel-migrations-'));
  folders.push(folder);
  database = await createTestDatabase();
  databases.push(database);
  await database.pool.query('delete from migrations');
});

afterAll(async () => {
  await Promise.all(databases.map((each) => each.drop()));
  await Promise.all(folders.map((each) => rm(each, { recursive: true })));
});

const write = (name: string, sql: string) => writeFile(path.join(folder, name), sql);

async function tableNames(): Promise<string[]> {
  const found = await database.pool.query(
    "select table_name from information_schema.tables where table_name like 'fruit%' order by 1",
  );
  return found.rows.map((row) => String(row.table_name));
}

describe('bringing a database up to date', () => {
  test('what ships with Koppel makes its tables and the queue, and a second time does nothing', async () => {
    const fresh = await createTestDatabase();
    databases.push(fresh);
    await fresh.pool.query('drop schema public cascade; create schema public; drop schema graphile_worker cascade');
    await migrate(fresh.url);
    const before = await fresh.pool.query('select name, applied_at from migrations order by name');
    await migrate(fresh.url);
    const after = await fresh.pool.query('select name, applied_at from migrations order by name');
    expect(before.rows.length).toBeGreaterThan(0);
    expect(after.rows).toEqual(before.rows);
    await expect(fresh.pool.query('select id from organizations')).resolves.toMatchObject({ rowCount: 0 });
    await expect(fresh.pool.query('select id from graphile_worker.jobs')).resolves.toMatchObject({ rowCount: 0 });
  });

  test('changes are applied in order, and only the new ones the next time', async () => {
    await write('0001_first.sql', 'create table fruit (name text)');
    await write('0002_second.sql', "insert into fruit values ('pear')");
    await migrate(database.url, folder);
    await write('0003_third.sql', "insert into fruit select name || 's' from fruit");
    await migrate(database.url, folder);
    const found = await database.pool.query('select name from fruit order by name');
    expect(found.rows).toEqual([{ name: 'pear' }, { name: 'pears' }]);
  });

  test('a change that fails half-way leaves nothing of itself and says which one it was', async () => {
    await write('0001_first.sql', 'create table fruit (name text)');
    await write('0002_broken.sql', 'create table fruit_bowl (name text); select nonsense');
    await expect(migrate(database.url, folder)).rejects.toThrow(/0002_broken\.sql could not be applied.*nonsense/);
    expect(await tableNames()).toEqual(['fruit']);
    // Its own work is done here, and only remembering it fails.
    await write(
      '0002_broken.sql',
      "create table fruit_bowl (name text); insert into migrations values ('0002_broken.sql', '')",
    );
    await expect(migrate(database.url, folder)).rejects.toThrow('0002_broken.sql could not be applied');
    expect(await tableNames()).toEqual(['fruit']);
    await write('0002_broken.sql', 'create table fruit_bowl (name text)');
    await migrate(database.url, folder);
    expect(await tableNames()).toEqual(['fruit', 'fruit_bowl']);
  });

  test('an applied change that was altered is refused', async () => {
    await write('0001_first.sql', 'create table fruit (name text)');
    await migrate(database.url, folder);
    await write('0001_first.sql', 'create table fruit (name text, colour text)');
    await expect(migrate(database.url, folder)).rejects.toThrow('0001_first.sql was altered after it was applied');
  });

  test('other line ends are not an alteration', async () => {
    await write('0001_first.sql', 'create table fruit (\nname text)');
    await migrate(database.url, folder);
    await write('0001_first.sql', 'create table fruit (\r\nname text)');
    await expect(migrate(database.url, folder)).resolves.toBeUndefined();
  });

  test('a database that a newer Koppel has used is refused', async () => {
    await write('0001_first.sql', 'create table fruit (name text)');
    await write('0002_second.sql', 'create table fruit_bowl (name text)');
    await migrate(database.url, folder);
    await rm(path.join(folder, '0002_second.sql'));
    await expect(migrate(database.url, folder)).rejects.toThrow(
      'last used by a newer Koppel: it knows the change 0002_second.sql',
    );
  });

  test('a gap or a wrong name in the folder is refused before anything is touched', async () => {
    await write('0001_first.sql', 'create table fruit (name text)');
    await write('0003_third.sql', 'create table fruit_bowl (name text)');
    await expect(migrate(database.url, folder)).rejects.toThrow('The migration 0003_third.sql is out of line');
    expect(await tableNames()).toEqual([]);
  });

  test('several processes may start at the same moment', async () => {
    await write('0001_first.sql', 'select pg_sleep(0.2); create table fruit (name text)');
    await Promise.all([1, 2, 3].map(() => migrate(database.url, folder)));
    expect(await tableNames()).toEqual(['fruit']);
  });
});
