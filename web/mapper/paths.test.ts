import fc from 'fast-check';
import jsonata from 'jsonata';
import { describe, expect, test } from 'vitest';
import { formulaFor, isPlainPath, listFormula, nameInFormula, pathInFormula, type Segment, showPath } from './paths.ts';

/** `order.lines[].sku` as segments. */
const path = (text: string): Segment[] =>
  text.split('.').map((name) => ({ name: name.replace('[]', ''), list: name.endsWith('[]') }));

describe('names in a formula', () => {
  test('a plain name stands as it is', () => {
    expect(nameInFormula('order_number')).toBe('order_number');
  });

  test('odd names are quoted', () => {
    expect(['Order no', '2nd', 'a-b', 'and'].map(nameInFormula)).toEqual(['`Order no`', '`2nd`', '`a-b`', '`and`']);
  });

  test('every name finds its value', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ minLength: 1 }), async (name) => {
        fc.pre(name !== '__proto__');
        const formula = pathInFormula([
          { name: 'a', list: false },
          { name, list: false },
        ]);
        expect(await jsonata(formula).evaluate({ a: { [name]: 'found' } })).toBe('found');
      }),
    );
  });
});

describe('the formula of a field', () => {
  test('outside lists is its path', () => {
    expect(formulaFor(path('customer.name'), null)).toBe('customer.name');
  });

  test('inside a list row is written from the item on', () => {
    expect(formulaFor(path('orderlines[].sku'), 'orderlines')).toBe('sku');
  });

  test('inside a row that walks some of the items is written from the item on too', () => {
    expect(formulaFor(path('orderlines[].sku'), 'orderlines[qty > 0]')).toBe('sku');
  });

  test('from elsewhere is written from the whole record', () => {
    expect(formulaFor(path('customer.name'), 'orderlines')).toBe('$record.customer.name');
  });

  test('is the item itself when the list holds plain values', () => {
    expect(formulaFor(path('tags[]'), 'tags')).toBe('$');
  });

  test('of a list, in a row that takes one value, means its first item', () => {
    expect(formulaFor(path('orderlines[].sku'), null)).toBe('orderlines[0].sku');
  });

  test('with a name that only begins like the list is not inside it', () => {
    expect(formulaFor(path('orderlines[].sku'), 'orderlinesOld')).toBe('$record.orderlines[0].sku');
  });
});

test('a path is told from a formula', () => {
  expect(['a', 'a.`b c`', 'lines[0].sku', '$record.a'].map(isPlainPath)).toEqual([true, true, true, true]);
  expect(['$uppercase(a)', 'a & b', '"text"', ''].map(isPlainPath)).toEqual([false, false, false, false]);
});

test('the list on the way to a field is found', () => {
  expect(listFormula(path('order.lines[].sku'))).toBe('order.lines');
  expect(listFormula(path('order.number'))).toBeNull();
});

test('people see lists with brackets', () => {
  expect(showPath(path('order.lines[].sku'))).toBe('order.lines[].sku');
});
