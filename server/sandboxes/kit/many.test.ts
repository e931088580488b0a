import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { ManyView, newMany } from './many.ts';

const openedAt = '2026-11-21T10:00:00Z';
const it = { firstNumber: 1, make: (_place: number, number: string, at: string) => ({ number, at, stock: 0 }) };

/** What a person does to a list: one more, or a change to one that is there. */
const deeds = fc.array(fc.oneof(fc.constant('add' as const), fc.nat(80)), { maxLength: 12 });

test('whatever happened to it, a list gives each of its things once, by when it changed last', () => {
  fc.assert(
    fc.property(fc.nat(60), deeds, fc.nat(100), (size, happened, asked) => {
      const view = new ManyView(newMany(size), it, openedAt);
      happened.forEach((deed, minute) => {
        const now = new Date(Date.parse(openedAt) + minute * 60_000);
        if (deed === 'add') view.add(now);
        else view.change(String(deed), { stock: deed }, now);
      });
      const all = view.slice(null, 0, 1000);
      expect(new Set(all.map(({ number }) => number)).size).toBe(view.total);
      expect(all.map(({ at }) => at)).toEqual(all.map(({ at }) => String(at)).sort());
      const since = String(all[asked % (all.length || 1)]?.at ?? openedAt);
      const later = all.filter(({ at }) => String(at) >= since);
      expect(view.count(since)).toBe(later.length);
      const half = Math.floor(later.length / 2);
      expect([...view.slice(since, 0, half), ...view.slice(since, half, 1000)]).toEqual(later);
      const isEven = (number: unknown) => Number(number) % 2 === 0;
      const even = view.select(since, (place) => isEven(place + it.firstNumber));
      expect(even.count).toBe(later.filter(({ number }) => isEven(number)).length);
      expect(even.slice(0, 1000)).toEqual(later.filter(({ number }) => isEven(number)));
      for (const { number } of all.slice(0, 3)) expect(view.byNumber(String(number))).toMatchObject({ number });
    }),
  );
});

test('a hundred thousand take no more room than ten, and their last page comes at once', () => {
  const many = newMany(100_000);
  const view = new ManyView(many, it, openedAt);
  expect(view.slice(null, 99_900, 100_000)).toHaveLength(100);
  expect(view.count(String(view.byNumber('99991')?.at))).toBe(10);
  expect(view.change('50000', { stock: 3 }, new Date(openedAt))).toBe(true);
  expect(JSON.stringify(many).length).toBeLessThan(200);
  expect(view.change('100001', {}, new Date(openedAt))).toBe(false);
});
