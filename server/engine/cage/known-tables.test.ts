import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Cage } from './cage.ts';
import { KnownTables } from './known-tables.ts';
import { createCage } from './pool.ts';

let cage: Cage;
beforeAll(() => {
  cage = createCage({ size: 1 });
});
afterAll(() => cage.close());

const mapping = { mode: 'expression' as const, expression: '{"code": $translate(vat, "VAT", "?")}' };
const table = (id: string, to: string) => ({ name: 'VAT', id, rows: JSON.stringify([['21', to]]) });
const world = (id: string, to: string) => ({ now: 0, seeds: [], tables: [table(id, to)] });

it('a batch sees the tables it came with, and tells what it looked for in vain', async () => {
  const records = ['{"vat":21}', '{"vat":"9"}', '{}'];
  expect(await cage.map(mapping, records, world('one', 'high'))).toEqual([
    { ok: true, text: '{"code":"high"}' },
    { ok: true, text: '{"code":"?"}', unknown: [{ table: 'VAT', value: '9' }] },
    { ok: true, text: '{}' },
  ]);
});

it('the same mapping with another content of its table gives something else, and with the first one the first again', async () => {
  const records = ['{"vat":21}'];
  expect(await cage.map(mapping, records, world('two', 'low'))).toEqual([{ ok: true, text: '{"code":"low"}' }]);
  expect(await cage.map(mapping, records, world('one', 'high'))).toEqual([{ ok: true, text: '{"code":"high"}' }]);
});

it('more tables than a child may keep make it forget the others', async () => {
  const rows = JSON.stringify(Array.from({ length: 5000 }, (_, no) => [`${no} ${'x'.repeat(280)}`, 'y'.repeat(280)]));
  const many = Array.from({ length: 14 }, (_, no) => ({ name: `Big ${no}`, id: `big ${no}`, rows }));
  for (const big of many) await cage.map(mapping, [], { now: 0, seeds: [], tables: [big] });
  for (const big of many) await cage.map(mapping, ['{}'], { now: 0, seeds: [], tables: [big] });
  expect(await cage.map(mapping, ['{"vat":21}'], world('one', 'high'))).toEqual([
    { ok: true, text: '{"code":"high"}' },
  ]);
}, 60_000);

it('a table is sent to a child once', () => {
  const known = new KnownTables();
  const say = (...ids: string[]) => [...known.introduce(ids.map((id) => table(id, 'x')))].map(([kind]) => kind);
  expect(say('one', 'two')).toEqual(['table', 'table']);
  expect(say('two', 'one')).toEqual([]);
  expect(say('two', 'three')).toEqual(['table']);
});

it('a child that would keep too much forgets everything first', () => {
  const known = new KnownTables();
  const big = (id: string) => ({ name: id, id, rows: 'x'.repeat(9_000_000) });
  const say = (...ids: string[]) => [...known.introduce(ids.map(big))].map(([kind]) => kind);
  expect(say('one')).toEqual(['table']);
  expect(say('two', 'one')).toEqual(['forget', 'table', 'table']);
  expect(say('one')).toEqual([]);
});
