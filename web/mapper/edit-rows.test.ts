import { expect, it } from 'vitest';
import type { MappingRow } from '#flows/mapping/rows.ts';
import { setForEach, setFormula, setIfEmpty, setWhen } from './edit-rows.ts';

const rows: MappingRow[] = [
  { to: 'name', from: 'title', ifEmpty: { do: 'leave-out' } },
  { to: 'lines', forEach: 'items', rows: [{ to: 'price', from: 'price', ifEmpty: { do: 'leave-out' } }] },
];
const name = { list: null, to: 'name' };
const lines = { list: null, to: 'lines' };
const price = { list: 'lines', to: 'price' };

it('a row that is for making only stays so when its formula and what happens when it is empty change', () => {
  const made = setWhen(setWhen(setWhen(rows, name, 'create'), price, 'create'), lines, 'update');
  const changed = setForEach(
    setFormula(setIfEmpty(made, name, { do: 'stop' }, false), price, 'cost', false),
    'lines',
    'all',
  );
  expect(changed).toEqual([
    { to: 'name', from: 'title', ifEmpty: { do: 'stop' }, when: 'create' },
    {
      ...{ to: 'lines', forEach: 'all', when: 'update' },
      rows: [{ to: 'price', from: 'cost', ifEmpty: { do: 'leave-out' }, when: 'create' }],
    },
  ]);
});

it('a row that is always sent says nothing of it', () => {
  expect(setWhen(setWhen(rows, lines, 'update'), lines, 'always')).toEqual(rows);
});
