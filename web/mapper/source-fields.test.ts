import { expect, test } from 'vitest';
import { showPath } from './paths.ts';
import { fieldsOf, flatten, search } from './source-fields.ts';

const order = {
  number: 1042,
  lines: [{ sku: 'MUG' }, { sku: 'BAG', ean: '871' }],
  customer: { name: 'Test', vat: '' },
};
const paths = (fields: ReturnType<typeof fieldsOf>) => flatten(fields).map((field) => showPath(field.segments));

test('a record is shown as a tree, with the fields of list items under the list', () => {
  expect(paths(fieldsOf(order))).toEqual([
    'number',
    'lines[]',
    'lines[].sku',
    'lines[].ean',
    'customer',
    'customer.name',
    'customer.vat',
  ]);
});

test('the first item gives the values that are shown', () => {
  expect(flatten(fieldsOf(order)).find((field) => showPath(field.segments) === 'lines[].sku')?.value).toBe('MUG');
});

test('an empty field is known as empty', () => {
  expect(flatten(fieldsOf(order)).at(-1)?.type).toBe('empty');
});

test('searching keeps the fields above what was found', () => {
  expect(paths(search(fieldsOf(order), 'EAN'))).toEqual(['lines[]', 'lines[].ean']);
});

test('something that is no record has no fields', () => {
  expect(fieldsOf('text')).toEqual([]);
});
