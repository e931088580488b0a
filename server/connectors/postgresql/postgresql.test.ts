import { connect, createServer, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import ownCertificate from 'smtp-server/lib/tls-options.js';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allowPrivate } from '#server/outbound/addresses.ts';
import { createLines } from '#server/outbound/lines/create.ts';
import { startTrial, type Trial } from '#server/sandboxes/trial.ts';
import { createTestDatabase, type TestDatabase } from '#server/testing/database.ts';
import type { Json } from '../connector.ts';
import { readToEnd } from '../read-to-end.ts';
import postgresql from './index.ts';

let database: TestDatabase;
let trial: Trial;
beforeAll(async () => {
  database = await createTestDatabase();
  trial = await startTrial('postgresql', {
    timeoutMs: 20_000,
    openDatabase: async () => ({ url: database.url, stop: async () => undefined }),
  });
  await trial.connector.check(trial.context);
});
afterAll(async () => {
  await trial.close();
  await database.drop();
});

/** What an administrator does; the demo user may use what is made in the schema. */
async function administer(...statements: string[]) {
  for (const statement of statements) await database.pool.query(statement);
  await database.pool.query('grant select, insert, update on all tables in schema shop to koppel_demo_shop');
}

const { rows } = postgresql.sources;
const { upsert, insert } = postgresql.targets;
if (!rows || !upsert || !insert) throw new Error('an operation is missing');
const read = async (options: Record<string, string>, cursor: Json = null) =>
  (await rows.read(trial.context, options, cursor)).records;
const failing = (deed: Promise<unknown>) =>
  deed.then(
    () => null,
    (error: unknown) => error,
  );
const inTable = async (table: string) => (await database.pool.query(`select * from ${table} order by 1`)).rows;

describe('Rows of a table', () => {
  test('keep every digit, and moments say when they were', async () => {
    await administer(
      `create table shop.kinds (id bigint primary key, price numeric, ratio float8, small int, yes bool, at timestamptz, day date,
         here timestamp, doc jsonb, list int[], names text[], prices numeric[], nested int[], nothing text, never timestamptz)`,
      `insert into shop.kinds values (9007199254740993, 12345678901234567890.10, 'NaN', 7, true, '2026-02-10 12:00:00.123456+02',
         '2026-02-10', '2026-02-10 09:30:00', '{"a":[1,null]}', '{1,NULL,3}', '{"a,b","say \\"x\\"",NULL,"NULL"}', '{1.10,2}',
         '{{1,2},{3,4}}', null, 'infinity')`,
    );
    const [record] = await read({ table: 'shop.kinds', keys: 'id' });
    expect(record).toEqual({
      key: '9007199254740993',
      title: 'shop.kinds 9007199254740993',
      body: {
        ...{ id: '9007199254740993', price: '12345678901234567890.10', ratio: 'NaN', small: 7, yes: true },
        ...{ at: '2026-02-10T10:00:00.123456Z', day: '2026-02-10', here: '2026-02-10T09:30:00' },
        ...{
          doc: { a: [1, null] },
          list: [1, null, 3],
          names: ['a,b', 'say "x"', null, 'NULL'],
          prices: ['1.10', '2'],
        },
        ...{
          nested: [
            [1, 2],
            [3, 4],
          ],
          nothing: null,
          never: 'infinity',
        },
      },
    });
  });

  test('with the same moment are told apart by their keys, over every page', async () => {
    await administer(
      'create table shop.busy (land text, no int, at timestamptz not null, primary key (land, no))',
      `insert into shop.busy select 'L' || n % 3, n, '2026-02-10T10:00:00Z' from generate_series(1, 250) n`,
    );
    const source = { ...rows, exampleOptions: { table: 'shop.busy', keys: 'land, no', changed: 'at' } };
    const { pages, keys } = await readToEnd(source, trial.context, null);
    expect(pages.map(({ records }) => records.length)).toEqual([100, 100, 50]);
    expect(new Set(keys).size).toBe(250);
    expect(keys[0]).toBe('L0|3');
    expect(await rows.readOne?.(trial.context, source.exampleOptions, 'L1|100')).toMatchObject({ key: 'L1|100' });
    expect(await rows.readOne?.(trial.context, source.exampleOptions, 'L1|1O0')).toBeNull();
  });

  test('that were committed late are still found, and old ones are not read again', async () => {
    await administer(
      'create table shop.late (id int primary key, at timestamptz)',
      `insert into shop.late values (1, '2026-02-10T08:00:00Z'), (2, '2026-02-10T10:00:00Z'), (3, null)`,
    );
    const options = { table: 'shop.late', keys: 'id', changed: 'at' };
    const first = await rows.read(trial.context, options, null);
    expect(first.records.map(({ key, version }) => [key, version])).toEqual([
      ['1', Date.parse('2026-02-10T08:00:00Z')],
      ['2', Date.parse('2026-02-10T10:00:00Z')],
    ]);
    await administer(`insert into shop.late values (4, '2026-02-10T09:58:00Z')`);
    const second = await rows.read(trial.context, options, first.resume);
    expect(second.records.map(({ key }) => key)).toEqual(['4', '2']);
    const third = await rows.read(trial.context, options, second.resume);
    expect((await rows.read(trial.context, options, third.resume)).resume).toEqual(third.resume);
    const since = rows.cursorAt?.(options, new Date('2026-02-10T09:59:00Z'), new Date('2026-02-10T11:00:00Z')) ?? null;
    expect((await read(options, since)).map(({ key }) => key)).toEqual(['2']);
    expect(rows.momentOf?.(first.resume)).toEqual(new Date('2026-02-10T09:55:00Z'));
  });

  test('with bytes in them are refused by the column, until the others are named', async () => {
    await administer(
      'create table shop.pictures (id int primary key, name text, file bytea)',
      `insert into shop.pictures values (1, 'a', 'x')`,
    );
    const options = { table: 'shop.pictures', keys: 'id' };
    expect(await failing(read(options))).toMatchObject({
      problem: { code: 'postgresql.binary-column', params: { column: 'file' } },
    });
    expect((await read({ ...options, columns: 'name, id' }))[0]?.body).toEqual({ name: 'a', id: 1 });
  });

  test('cannot be reached, or anything else done, by what is typed as a name', async () => {
    for (const table of ['shop.orders; drop table shop.orders', '"shop"."orders"', "shop.orders' or 1=1", 'pg_shadow'])
      expect(await failing(read({ table, keys: 'number' }))).toMatchObject({
        problem: { code: 'postgresql.no-table' },
      });
    const keys = 'number" from shop.orders; drop table shop.orders; --';
    expect(await failing(read({ table: 'shop.orders', keys }))).toMatchObject({
      problem: { code: 'postgresql.no-column' },
    });
    expect(await failing(read({ table: 'shop_log.received', keys: 'no' }))).toMatchObject({
      name: 'PermanentError',
      problem: { code: 'postgresql.no-rights' },
    });
  });
});

describe('Writing rows', () => {
  const options = { table: 'shop.goods', keys: 'sku' };
  beforeAll(() =>
    administer(`create table shop.goods (sku text primary key, price numeric(12,2) check (price >= 0), tags text[], doc jsonb,
      seen int not null default 0, "Odd ""name""" varchar(5))`),
  );
  const many = (target: typeof upsert, bodies: Json[]) =>
    target.writeMany?.write(
      trial.context,
      options,
      bodies.map((record, no) => ({ record, key: String(no) })),
    );

  test('puts exactly the named columns there, whatever stands in them', async () => {
    const nasty = `x'; drop table shop.goods; -- "$1"`;
    await upsert.write(
      trial.context,
      options,
      { sku: nasty, price: '10.10', tags: ['a,b', '"'], doc: { deep: [1] } },
      'K',
    );
    await upsert.write(trial.context, options, { sku: nasty, 'Odd "name"': 'odd' }, 'K');
    expect(await inTable('shop.goods')).toEqual([
      { sku: nasty, price: '10.10', tags: ['a,b', '"'], doc: { deep: [1] }, seen: 0, 'Odd "name"': 'odd' },
    ]);
    await administer('delete from shop.goods');
  });

  test('takes a whole batch in one statement, and refuses only the rows that are wrong', async () => {
    const bodies: Json[] = [
      { sku: 'A', price: 1 },
      { sku: 'B', price: -1 },
      { sku: 'C', price: 'cheap' },
      { sku: 'D', price: null },
      { price: 5 },
      { sku: 'E', color: 'red' },
      { sku: 'F', 'Odd "name"': 'too long' },
    ];
    const outcomes = await many(upsert, bodies);
    expect(outcomes?.map((it) => ('written' in it ? it.written.id : it.error.problem.code))).toEqual([
      ...['A', 'postgresql.rule-broken', 'postgresql.value-refused', 'D', 'postgresql.no-key-value'],
      ...['postgresql.no-column', 'postgresql.value-refused'],
    ]);
    expect((await inTable('shop.goods')).map(({ sku }) => sku)).toEqual(['A', 'D']);
    await administer('delete from shop.goods');
  });

  test('changes what is there with one target, and leaves it alone with the other', async () => {
    await many(upsert, [
      { sku: 'A', price: 1 },
      { sku: 'A', price: 2 },
    ]);
    expect(await inTable('shop.goods')).toMatchObject([{ sku: 'A', price: '2.00' }]);
    expect(await failing(insert.write(trial.context, options, { sku: 'A', price: 3 }, 'A'))).toMatchObject({
      problem: { code: 'postgresql.row-exists' },
    });
    expect(await insert.find?.(trial.context, options, { sku: 'A', price: 3 }, 'A')).toEqual({ id: 'A' });
    expect(await inTable('shop.goods')).toMatchObject([{ sku: 'A', price: '2.00' }]);
  });

  test('needs a table that can tell whether a row is there', async () => {
    const error = await failing(
      upsert.write(trial.context, { ...options, keys: 'price' }, { sku: 'Z', price: 2 }, 'Z'),
    );
    expect(error).toMatchObject({ name: 'PermanentError', problem: { code: 'postgresql.no-unique-key' } });
  });

  test('keeps the rows out of what is told of a refusal', async () => {
    const error = await failing(insert.write(trial.context, options, { sku: 'A', price: 3 }, 'A'));
    expect(JSON.stringify(Object(error).problem)).not.toContain('(sku)=(A)');
  });
});

describe('A connection', () => {
  const lost = async (change: Record<string, unknown>) => {
    const checks = await postgresql.check(trial.contextFor({ ...trial.context.settings, ...change }));
    return checks.find(({ ok }) => !ok)?.problem?.code;
  };
  const direct = () => {
    const { hostname, port } = new URL(database.url);
    return { host: hostname, port: Number(port) };
  };

  test('says what is wrong with it', async () => {
    expect(await lost({})).toBeUndefined();
    expect(await lost({ password: 'another' })).toBe('postgresql.login-refused');
    expect(await lost({ database: 'nowhere' })).toBe('postgresql.no-database');
    expect(await lost({ ...direct(), tls: 'off' })).toBe('http.address-not-allowed');
    expect(await lost({ host: 'no-such-host.invalid' })).toBe('http.unknown-name');
  });

  test('that must be encrypted tells nothing to a server that is not', async () => {
    expect(await lost({ tls: 'require' })).toBe('postgresql.no-tls');
  });

  test('is encrypted to a server that can, and does not believe a certificate that anybody could make', async () => {
    const { hostname, port, pathname } = new URL(database.url);
    const sockets: Socket[] = [];
    const server = createServer((client) => {
      sockets.push(client.on('error', () => undefined));
      client.once('data', () => {
        client.write('S');
        const secure = new TLSSocket(client, { isServer: true, ...ownCertificate({}) });
        const behind = connect(Number(port), hostname);
        secure
          .on('error', () => behind.destroy())
          .pipe(behind.on('error', () => undefined))
          .pipe(secure);
      });
    });
    await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
    const host = `localhost:${Object(server.address()).port}`;
    const way = {
      secrets: [],
      hosts: [host],
      mayReach: allowPrivate([host]),
      onExchange: () => undefined,
      now: () => new Date(),
    };
    const checked = (tls: string) => {
      const there = { host: 'localhost', port: Object(server.address()).port, database: pathname.slice(1) };
      const settings = { ...trial.context.settings, ...there, tls };
      return postgresql.check({ ...trial.context, settings, lines: createLines({ ...way, timeoutMs: 20_000 }) });
    };
    expect((await checked('require')).every(({ ok }) => ok)).toBe(true);
    expect((await checked('verify')).find(({ ok }) => !ok)?.problem?.code).toBe('http.certificate');
    for (const socket of sockets) socket.destroy();
    server.close();
  });

  test('to a user without rights is said to be good for nothing', async () => {
    await administer('create schema if not exists shop');
    await database.pool.query('revoke all on all tables in schema shop from koppel_demo_shop');
    expect(await lost({})).toBe('postgresql.nothing-readable');
    await administer();
  });
});
