import { expect, test } from 'vitest';
import type { MappingRow } from '#flows/mapping/rows.ts';
import { setForEach, setFormula, setIfEmpty, setTranslation, setWhen } from './edit-rows.ts';

const at = { list: null, to: 'code' };
const stop = { table: 'VAT', otherwise: 'stop' as const };
const rows: MappingRow[] = [{ to: 'code', from: 'vat', ifEmpty: { do: 'null' } }];

test('a row is translated, stays so while its formula and its fixed value change, and is not any more', () => {
  const translated = setTranslation(rows, at, stop);
  expect(translated).toEqual([{ to: 'code', from: 'vat', ifEmpty: { do: 'null' }, valueTable: stop }]);
  const changed = setIfEmpty(setFormula(translated, at, 'rate', false), at, { do: 'stop' }, false);
  expect(changed).toEqual([{ to: 'code', from: 'rate', ifEmpty: { do: 'stop' }, valueTable: stop }]);
  expect(setTranslation(translated, at, null)).toEqual(rows);
});

test('a field without a row gets one when it is translated, and none for nothing', () => {
  const row = { to: 'code', from: '', ifEmpty: { do: 'leave-out' }, valueTable: stop };
  expect(setTranslation([], at, stop)).toEqual([row]);
  expect(setTranslation([], at, null)).toEqual([]);
});

const made: MappingRow[] = [
  { to: 'name', from: 'title', ifEmpty: { do: 'leave-out' } },
  { to: 'lines', forEach: 'items', rows: [{ to: 'price', from: 'price', ifEmpty: { do: 'leave-out' } }] },
];
const name = { list: null, to: 'name' };
const lines = { list: null, to: 'lines' };
const price = { list: 'lines', to: 'price' };

test('a row that is for making only stays so when its formula and what happens when it is empty change', () => {
  const marked = setWhen(setWhen(setWhen(made, name, 'create'), price, 'create'), lines, 'update');
  const changed = setForEach(
    setFormula(setIfEmpty(marked, name, { do: 'stop' }, false), price, 'cost', false),
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

test('a row that is always sent says nothing of it', () => {
  expect(setWhen(setWhen(made, lines, 'update'), lines, 'always')).toEqual(made);
});
