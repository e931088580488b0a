import { expect, test } from 'vitest';
import { matching, toSave, twiceAt } from './edit-table.ts';

const rows = [
  { from: ' NL 21 ', to: '1' },
  { from: '', to: 'nothing' },
  { from: 'NL 9', to: ' 2' },
  { from: 'NL 21', to: '3' },
  { from: ' ', to: '' },
];

test('lines without a value are not saved, and no space around one is', () => {
  expect(toSave(rows.slice(0, 3))).toEqual([
    { from: 'NL 21', to: '1' },
    { from: 'NL 9', to: '2' },
  ]);
});

test('a value that stands above already is told, empty lines are not', () => {
  expect([...twiceAt(rows)]).toEqual([3]);
});

test('a search looks at both columns and forgives capitals', () => {
  expect(matching(rows, 'nl ')).toEqual([0, 2, 3]);
  expect(matching(rows, 'NOTH')).toEqual([1]);
  expect(matching(rows, '')).toEqual([0, 1, 2, 3, 4]);
});
