import { describe, expect, test } from 'vitest';
import type { TargetField } from '#flows/api/connectors.ts';
import type { MappingRow } from '#flows/mapping/rows.ts';
import { removeRow, renameRow, setFormula, setIfEmpty } from './edit-rows.ts';
import { addFromSource, fillSlot, writeInto } from './fill.ts';
import type { Segment } from './paths.ts';
import { type Slot, slotsOf } from './slots.ts';

const path = (text: string): Segment[] =>
  text.split('.').map((name) => ({ name: name.replace('[]', ''), list: name.endsWith('[]') }));
const field = (to: string, type: TargetField['type']): TargetField => ({
  path: to,
  title: { en: to, nl: to, de: to, fr: to },
  type,
  required: false,
});
const fields = [field('number', 'text'), field('lines', 'list'), field('lines[].sku', 'text')];
const value = (to: string, from: string): MappingRow => ({ to, from, ifEmpty: { do: 'leave-out' } });

function slot(rows: MappingRow[], wanted: string): Slot {
  const all = slotsOf(fields, rows).flatMap((it) => (it.is === 'list' ? [it, ...it.slots] : [it]));
  const found = all.find((it) => it.address.to === wanted);
  if (!found) throw new Error(`There is no row ${wanted}.`);
  return found;
}

describe('putting a source field into a row', () => {
  test('fills it', () => {
    expect(fillSlot([], slot([], 'number'), path('order.no'))).toEqual([value('number', 'order.no')]);
  });

  test('on a list says which list is walked', () => {
    expect(fillSlot([], slot([], 'lines'), path('orderlines[]'))).toEqual([
      { to: 'lines', forEach: 'orderlines', rows: [] },
    ]);
  });

  test("inside a list that walks nothing yet takes the field's own list", () => {
    const filled = fillSlot([], slot([], 'sku'), path('orderlines[].code'));
    expect(filled).toEqual([{ to: 'lines', forEach: 'orderlines', rows: [value('sku', 'code')] }]);
  });

  test('inside a list that is walked is written from the item on', () => {
    const rows: MappingRow[] = [{ to: 'lines', forEach: 'orderlines', rows: [] }];
    const filled = fillSlot(rows, slot(rows, 'sku'), path('customer.name'));
    expect(filled).toEqual([{ to: 'lines', forEach: 'orderlines', rows: [value('sku', '$record.customer.name')] }]);
  });

  test('in a new list that walks nothing of its own takes the list of the field', () => {
    const rows: MappingRow[] = [{ to: 'lines', forEach: '[$]', rows: [] }];
    expect(fillSlot(rows, slot(rows, 'sku'), path('orderlines[].code'))).toEqual([
      { to: 'lines', forEach: 'orderlines', rows: [value('sku', 'code')] },
    ]);
  });

  test('in a list of the record itself is written as it is', () => {
    const rows: MappingRow[] = [{ to: 'lines', forEach: '[$]', rows: [] }];
    expect(fillSlot(rows, slot(rows, 'sku'), path('article'))).toEqual([
      { ...rows[0], rows: [value('sku', 'article')] },
    ]);
  });

  test('by click goes into a formula at the cursor', () => {
    const rows = [value('number', '$uppercase()')];
    expect(writeInto(rows, slot(rows, 'number'), path('no'), 11)).toEqual([value('number', '$uppercase(no)')]);
  });

  test('by click takes the place of a formula that is only a path', () => {
    const rows = [value('number', 'order.no')];
    expect(writeInto(rows, slot(rows, 'number'), path('no'), 3)).toEqual([value('number', 'no')]);
  });

  test('that is no list becomes a field of the items, in a list that a person added', () => {
    const rows: MappingRow[] = [{ to: 'extra', forEach: 'orderlines', rows: [] }];
    const filled = fillSlot(rows, slot(rows, 'extra'), path('orderlines[].code'));
    expect(filled).toEqual([{ to: 'extra', forEach: 'orderlines', rows: [value('code', 'code')] }]);
  });

  test('that is no list leaves a list of the target as it is', () => {
    expect(fillSlot([], slot([], 'lines'), path('number'))).toEqual([]);
  });

  test('another list keeps the rows inside', () => {
    const rows: MappingRow[] = [{ to: 'lines', forEach: 'orderlines', rows: [value('sku', 'code')] as never }];
    expect(fillSlot(rows, slot(rows, 'lines'), path('items[]'))).toEqual([{ ...rows[0], forEach: 'items' }]);
  });
});

describe('a source field that becomes a new field', () => {
  test('keeps its name', () => {
    expect(addFromSource([], path('order.number'), [])).toEqual([value('number', 'order.number')]);
  });

  test('gets another name when its own is taken', () => {
    expect(addFromSource([value('number', 'a')], path('number'), [])[1]).toEqual(value('number_2', 'number'));
  });

  test('loses what a field name may not hold', () => {
    expect(addFromSource([], path('Order no'), [])).toEqual([value('Order_no', '`Order no`')]);
  });

  test('brings the fields of its items along when it is a list', () => {
    expect(addFromSource([], path('lines[]'), ['sku', 'qty'])).toEqual([
      { to: 'lines', forEach: 'lines', rows: [value('sku', 'sku'), value('qty', 'qty')] },
    ]);
  });
});

describe('a row', () => {
  const address = { list: null, to: 'number' };
  test('of the target is gone when its formula is emptied', () => {
    expect(setFormula([value('number', 'a')], address, '', false)).toEqual([]);
  });

  test('that a person added stays when its formula is emptied', () => {
    expect(setFormula([value('number', 'a')], address, '', true)).toEqual([value('number', '')]);
  });

  test('keeps what happens when it is empty while its formula is typed anew', () => {
    const rows = setIfEmpty([value('number', 'a')], address, { do: 'stop' }, false);
    expect(setFormula(rows, address, '', false)).toEqual([{ to: 'number', from: '', ifEmpty: { do: 'stop' } }]);
  });

  test('can hold a fixed value without a formula, and is gone when that is taken away', () => {
    const fixed = setIfEmpty([], address, { do: 'use', value: 'NL' }, false);
    expect(fixed).toEqual([{ to: 'number', from: '', ifEmpty: { do: 'use', value: 'NL' } }]);
    expect(setIfEmpty(fixed, address, { do: 'leave-out' }, false)).toEqual([]);
  });

  test('can be renamed and taken away inside a list', () => {
    const rows: MappingRow[] = [{ to: 'lines', forEach: 'x', rows: [value('sku', 'a')] as never }];
    const renamed = renameRow(rows, { list: 'lines', to: 'sku' }, 'code');
    expect(renamed).toEqual([{ to: 'lines', forEach: 'x', rows: [value('code', 'a')] }]);
    expect(removeRow(renamed, { list: 'lines', to: 'code' })).toEqual([{ to: 'lines', forEach: 'x', rows: [] }]);
  });
});
