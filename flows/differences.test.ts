import fc from 'fast-check';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { type Difference, differences, withoutIgnored, writtenPath } from './differences.ts';

type Json = z.infer<ReturnType<typeof z.json>>;

it('names the field that changed, the one that came and the one that went', () => {
  const before = { number: '1042', total: 49.5, customer: { name: 'Sample One' } };
  const after = { number: '1042', total: 59.5, customer: {}, country: 'NL' };
  expect(differences(before, after)).toEqual([
    { path: ['total'], before: 49.5, after: 59.5 },
    { path: ['customer', 'name'], before: 'Sample One' },
    { path: ['country'], after: 'NL' },
  ]);
});

it('compares lists line by line', () => {
  const found = differences({ lines: [{ price: 1 }, { price: 2 }] }, { lines: [{ price: 1 }, { price: 3 }, null] });
  expect(found).toEqual([
    { path: ['lines', 1, 'price'], before: 2, after: 3 },
    { path: ['lines', 2], after: null },
  ]);
  expect(found.map(({ path }) => writtenPath(path))).toEqual(['lines.2.price', 'lines.3']);
});

it('tells a number from the same number as text, and a list from an object', () => {
  expect(differences({ a: 1 }, { a: '1' })).toHaveLength(1);
  expect(differences([], {})).toHaveLength(1);
});

it('leaves out ignored fields, in every line and with all that is below them', () => {
  const found = differences({ at: 1, lines: [{ id: 1, n: 1 }] }, { at: 2, lines: [{ id: { of: 2 }, n: 2 }] });
  expect(withoutIgnored(found, ['at', 'lines.id']).map(({ path }) => writtenPath(path))).toEqual(['lines.1.n']);
  expect(withoutIgnored(found, ['line', 'lines.id.of'])).toHaveLength(3);
});

const json = fc
  .jsonValue({ noUnicodeString: false })
  .map((value): Json => z.json().parse(JSON.parse(JSON.stringify(value))));

it('finds nothing between equal contents', () => {
  fc.assert(
    fc.property(json, (value) => {
      expect(differences(value, structuredClone(value))).toEqual([]);
    }),
  );
});

it('turns what was into what is, when its differences are applied', () => {
  fc.assert(
    fc.property(json, json, (before, after) => {
      const found = differences(before, after);
      const changed = found.filter((it) => 'after' in it).reduce(apply, structuredClone(before));
      const applied = found.filter((it) => !('after' in it)).reduceRight(apply, changed);
      expect(applied).toEqual(after);
    }),
  );
});

function apply(whole: Json, { path, after }: Difference): Json {
  const [first, ...rest] = path;
  if (first === undefined) return after ?? null;
  const parts: [string | number, Json][] = Array.isArray(whole) ? [...whole.entries()] : Object.entries(whole ?? {});
  const part = new Map(parts);
  if (rest.length === 0 && after === undefined) part.delete(first);
  else part.set(first, apply(part.get(first) ?? null, { path: rest, after }));
  return Array.isArray(whole)
    ? [...part].sort(([a], [b]) => Number(a) - Number(b)).map(([, item]) => item)
    : Object.fromEntries(part);
}
