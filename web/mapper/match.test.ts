import { describe, expect, test } from 'vitest';
import type { TargetField } from '#flows/api/connectors.ts';
import type { MappingRow } from '#flows/mapping/rows.ts';
import { matchFields, wordsOf } from './match.ts';
import { slotsOf } from './slots.ts';
import { fieldsOf } from './source-fields.ts';

const field = (path: string, title = path, type: TargetField['type'] = 'text'): TargetField => ({
  path,
  title: { en: title, nl: title, de: title, fr: title },
  type,
  required: false,
});
const match = (fields: TargetField[], record: unknown, rows: MappingRow[] = []) =>
  matchFields(rows, slotsOf(fields, rows), fieldsOf(record));
const value = (to: string, from: string): MappingRow => ({ to, from, ifEmpty: { do: 'leave-out' } });

describe('matching automatically', () => {
  test('finds the same name', () => {
    expect(match([field('reference')], { id: 1, reference: 'A' })).toEqual([value('reference', 'reference')]);
  });

  test('finds a similar name in another notation or language', () => {
    expect(match([field('customer.emailAddress')], { klant: { 'E-mail': 'a@shop.example' } })).toEqual([
      value('customer.emailAddress', 'klant.`E-mail`'),
    ]);
  });

  test("reads the target's titles too", () => {
    expect(match([field('INVNO', 'Order number')], { order_number: 1042 })).toEqual([value('INVNO', 'order_number')]);
  });

  test('leaves what is filled as it is', () => {
    const rows = [value('reference', '"mine"')];
    expect(match([field('reference')], { reference: 'A' }, rows)).toEqual(rows);
  });

  test('does not guess between the names of different things', () => {
    expect(match([field('customer.name')], { product: { name: 'Mug' } })).toEqual([]);
  });

  test('takes the most similar field, and each field once', () => {
    const filled = match([field('name'), field('customer.name')], { name: 'A', customer: { name: 'B' } });
    expect(filled).toEqual(expect.arrayContaining([value('name', 'name'), value('customer.name', 'customer.name')]));
  });

  test('matches the only list with the only list, and its items', () => {
    const fields = [field('lines', 'Lines', 'list'), field('lines[].quantity')];
    expect(match(fields, { producten: [{ aantal: 2 }] })).toEqual([
      { to: 'lines', forEach: 'producten', rows: [value('quantity', 'aantal')] },
    ]);
  });

  test('fills the empty rows of a list that is walked already', () => {
    const rows: MappingRow[] = [{ to: 'lines', forEach: 'items', rows: [] }];
    const fields = [field('lines', 'Lines', 'list'), field('lines[].sku')];
    expect(match(fields, { items: [{ sku: 'A' }], other: [{ sku: 'B' }] }, rows)).toEqual([
      { to: 'lines', forEach: 'items', rows: [value('sku', 'sku')] },
    ]);
  });

  test('does not put a field of a list item into a plain row', () => {
    expect(match([field('sku')], { items: [{ sku: 'A' }] })).toEqual([]);
  });
});

test('names are read as words', () => {
  expect(wordsOf('shipping_address.zipCode')).toEqual(['shipping', 'address', 'postcode']);
});
