import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Condition, comparisons } from '../kinds/filter.ts';
import { conditionFormula } from './condition.ts';
import { prepareCondition } from './judge.ts';

const engine = { limits: { timeoutMs: 1000, stack: 500, sequence: 50_000 } };
const passes = (conditions: Condition[], record: unknown, match: 'all' | 'any' = 'all') =>
  prepareCondition(conditionFormula({ mode: 'conditions', match, conditions }), engine)(record);

describe('a comparison does what a person expects:', () => {
  const cases: [string, Condition, unknown, boolean][] = [
    ['21.00 is 21', { field: 'total', is: 'is', value: 21 }, { total: '21.00' }, true],
    ['a typed 21 is the number 21', { field: 'total', is: 'is', value: '21' }, { total: 21 }, true],
    [
      '9 is not more than 10, though its letter is',
      { field: 'total', is: 'more-than', value: '10' },
      { total: '9' },
      false,
    ],
    ['PAID is paid', { field: 'status', is: 'is', value: ' paid ' }, { status: 'PAID' }, true],
    ['a missing field is nothing', { field: 'status', is: 'is', value: '' }, {}, false],
    ['a missing field is not paid', { field: 'status', is: 'is-not', value: 'paid' }, {}, true],
    ['null is not filled', { field: 'status', is: 'is-filled', value: '' }, { status: null }, false],
    ['0 is filled', { field: 'total', is: 'is-filled', value: '' }, { total: 0 }, true],
    ['false is false', { field: 'test', is: 'is', value: false }, { test: false }, true],
    [
      'one of the lines is A',
      { field: 'lines.sku', is: 'is', value: 'a' },
      { lines: [{ sku: 'B' }, { sku: 'A' }] },
      true,
    ],
    ['a later date is more', { field: 'day', is: 'more-than', value: '2026-01-31' }, { day: '2026-02-01' }, true],
    [
      'long ids differ in their last digit',
      { field: 'id', is: 'is', value: '12345678901234567891' },
      { id: '12345678901234567890' },
      false,
    ],
    ['-5 is less than 0', { field: 'total', is: 'less-than', value: 0 }, { total: '-5' }, true],
    ['-5 is -5.0', { field: 'total', is: 'is', value: -5 }, { total: '-5.0' }, true],
  ];
  it.each(cases)('%s', async (_, condition, record, expected) => {
    expect(await passes([condition], record)).toBe(expected);
  });

  it('a value is only ever a text, whatever it looks like', async () => {
    const value = '") or true or ("';
    expect(await passes([{ field: 'a', is: 'is', value }], { a: 'x' })).toBe(false);
    expect(await passes([{ field: 'a', is: 'is', value }], { a: value })).toBe(true);
  });

  it('an expert formula counts as JSONata counts yes', async () => {
    const holds = (expression: string) =>
      prepareCondition(conditionFormula({ mode: 'expression', expression }), engine)({ a: 'x', none: [], zero: 0 });
    expect(await Promise.all(['a', 'a = "x"', 'none', 'zero', 'missing', '{}', '[0, 1]'].map(holds))).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
      true,
    ]);
  });
});

describe('conditions and the same comparisons written in JavaScript', () => {
  const text = fc.oneof(
    fc.constantFrom('paid', 'PAID ', '21', '21.00'),
    fc.constantFrom(
      '',
      ' ',
      'a\t b',
      'A B',
      ' -3',
      '007',
      '1e3',
      '1234567890123456',
      '2026-01-02',
      'true',
      '"',
      '\\',
      'İ',
    ),
    fc.string({ unit: 'grapheme', maxLength: 6 }),
  );
  const number = fc.oneof(fc.constantFrom(-3, 0, 7, 20, 21, 22), fc.double({ noNaN: true, noDefaultInfinity: true }));
  const scalar = fc.oneof(text, number, fc.boolean(), fc.constant(null));
  const value = fc.oneof(text, number, fc.boolean());
  const field = fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }), fc.constant({}), fc.constant({ x: 1 }));
  const record = fc.record({ a: field, b: fc.record({ c: field }, { requiredKeys: [] }) }, { requiredKeys: [] });
  const condition = fc.record({ field: fc.constantFrom('a', 'b.c'), is: fc.constantFrom(...comparisons), value });

  it('agree on every record', async () => {
    const property = fc.asyncProperty(
      fc.array(condition, { maxLength: 3 }),
      fc.constantFrom('all', 'any'),
      record,
      async (conditions, match, from) => {
        const each = conditions.map((one) => expected(one, one.field === 'a' ? from.a : from.b?.c));
        const wanted = match === 'all' ? each.every(Boolean) : each.some(Boolean);
        expect(await passes(conditions, from, match)).toBe(wanted);
      },
    );
    await fc.assert(property, { numRuns: 1500 });
  });
});

function expected({ is, value }: Condition, found: unknown): boolean {
  const items = found === undefined ? [] : Array.isArray(found) ? found : [found];
  const scalars = items.filter((item) => ['string', 'number', 'boolean'].includes(typeof item));
  const same = scalars.some(
    (item) => asText(item) === asText(value) || (asFigure(item) !== null && asFigure(item) === asFigure(value)),
  );
  const filled = items.some(
    (item) =>
      item !== null &&
      (typeof item === 'object' ? Object.keys(item).length > 0 : asText(item) !== '' || typeof item !== 'string'),
  );
  const order = (test: (difference: number) => boolean) =>
    scalars.some((item) => {
      const [left, right] = [asFigure(item), asFigure(value)];
      if (left !== null && right !== null) return test(left < right ? -1 : Number(left > right));
      if (left !== null || right !== null || typeof item !== 'string') return false;
      return test(asText(item) < asText(value) ? -1 : Number(asText(item) > asText(value)));
    });
  return {
    is: same,
    'is-not': !same,
    contains: scalars.some((item) => asText(item).includes(asText(value))),
    'more-than': order((difference) => difference > 0),
    'less-than': order((difference) => difference < 0),
    'is-filled': filled,
    'is-empty': !filled,
  }[is];
}

function asText(value: unknown): string {
  const text = typeof value === 'number' ? String(Number(value.toPrecision(15))) : String(value);
  return text
    .split(/[ \t\n\r]+/)
    .filter((word) => word !== '')
    .join(' ')
    .toLowerCase();
}

function asFigure(value: unknown): number | null {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && /^-?\d{1,15}(\.\d{1,15})?$/.test(asText(value)) ? Number(asText(value)) : null;
}
