import fc from 'fast-check';
import { expect, it } from 'vitest';
import { type Branch, readableName, treeOf } from './data-tree.ts';

const flat = (branches: Branch[]): Branch[] => branches.flatMap((each) => [each, ...flat(each.children)]);

it('names every value by its path, the items of a list under []', () => {
  const tree = treeOf({ number: 'KS-1', lines: [{ sku: 'A' }, { sku: 'B' }], address: { city: 'Delft' } });
  expect(flat(tree).map((each) => each.path)).toEqual([
    'number',
    'lines',
    'lines[]',
    'lines[].sku',
    'lines[]',
    'lines[].sku',
    'address',
    'address.city',
  ]);
});

it('counts the items of a list from one', () => {
  const [lines] = treeOf({ lines: ['a', 'b'] });
  expect(lines?.children.map((each) => each.place)).toEqual([1, 2]);
});

it('tells nothing, an empty text, no, and zero apart', () => {
  const leaves = treeOf({ a: null, b: '', c: false, d: 0, e: [], f: {} }).map((each) => each.leaf);
  expect(leaves).toEqual([
    { kind: 'empty' },
    { kind: 'empty-text' },
    { kind: 'no' },
    { kind: 'text', text: '0' },
    { kind: 'empty' },
    { kind: 'empty' },
  ]);
});

it('shows a lone value, and nothing as empty', () => {
  expect(treeOf('hello')[0]?.leaf).toEqual({ kind: 'text', text: 'hello' });
  expect(treeOf(undefined)[0]?.leaf).toEqual({ kind: 'empty' });
});

it('loses no value of any record', () => {
  const count = (value: unknown): number =>
    typeof value === 'object' && value !== null && Object.keys(value).length > 0
      ? Object.values(value).reduce((sum: number, part) => sum + count(part), 0)
      : 1;
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue(), { minKeys: 1 }), (record) => {
      expect(flat(treeOf(record)).filter((each) => each.leaf !== null).length).toBe(count(record));
    }),
  );
});

it('makes field names readable', () => {
  expect(readableName('billingAddress')).toBe('Billing address');
  expect(readableName('order_number')).toBe('Order number');
  expect(readableName('RECORD_ID')).toBe('RECORD ID');
  expect(readableName('vatID')).toBe('Vat ID');
  expect(readableName('BTWCode')).toBe('BTW code');
});
