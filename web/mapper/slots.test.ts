import { expect, test } from 'vitest';
import type { TargetField } from '#flows/api/connectors.ts';
import type { MappingRow } from '#flows/mapping/rows.ts';
import { pathOf, progress, slotsOf } from './slots.ts';

const field = (path: string, type: TargetField['type'] = 'text', required = false): TargetField => ({
  path,
  title: { en: path, nl: path, de: path, fr: path },
  type,
  required,
});
const fields = [
  field('number', 'text', true),
  field('customer', 'object'),
  field('customer.name'),
  field('lines', 'list', true),
  field('lines[].sku', 'text', true),
];
const row = (to: string, from = 'x'): MappingRow => ({ to, from, ifEmpty: { do: 'leave-out' } });

test("the target's fields come first, in their order, and then the added ones", () => {
  const slots = slotsOf(fields, [row('extra'), row('customer.name')]);
  expect(slots.map((slot) => slot.address.to)).toEqual(['number', 'customer.name', 'lines', 'extra']);
});

test('the fields of list items stand inside the list', () => {
  const list = slotsOf(fields, [{ to: 'lines', forEach: 'items', rows: [] }]).find((slot) => slot.is === 'list');
  expect(list?.slots.map((slot) => pathOf(slot))).toEqual(['lines[].sku']);
});

test('an open target has the rows that a person added', () => {
  expect(slotsOf([], [row('a'), { to: 'b', forEach: 'x', rows: [] }]).map((slot) => slot.is)).toEqual([
    'value',
    'list',
  ]);
});

test('what must be filled is counted', () => {
  expect(progress(slotsOf(fields, [row('number')]))).toEqual({ filled: 1, required: 3 });
});
