import { expect, test } from 'vitest';
import type { MappingRow } from '#flows/mapping/rows.ts';
import { setFormula, setIfEmpty, setTranslation } from './edit-rows.ts';

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
