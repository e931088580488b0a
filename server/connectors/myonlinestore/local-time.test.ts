import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { earliestLocalText, instantOf, localText } from './local-time.ts';

const instants = fc
  .date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true })
  .map((date) => new Date(Math.floor(date.getTime() / 1000) * 1000));
const aroundTheAutumnChange = fc
  .integer({ min: -7200, max: 7200 })
  .map((seconds) => new Date(Date.parse('2026-10-25T01:00:00Z') + seconds * 1000));

test('times are those of the shop: an hour ahead in winter, two in summer', () => {
  expect(localText(new Date('2026-02-12T08:45:10Z'))).toBe('2026-02-12 09:45:10');
  expect(localText(new Date('2026-07-12T22:45:10Z'))).toBe('2026-07-13 00:45:10');
  expect(instantOf('2026-02-12 09:45:10').toISOString()).toBe('2026-02-12T08:45:10.000Z');
  expect(instantOf('2026-07-13 00:45:10').toISOString()).toBe('2026-07-12T22:45:10.000Z');
});

test('a time read back is the same instant, or an hour earlier in the hour that comes twice', () => {
  fc.assert(
    fc.property(fc.oneof(instants, aroundTheAutumnChange), (instant) => {
      const back = instantOf(localText(instant)).getTime();
      expect([instant.getTime(), instant.getTime() - 3_600_000]).toContain(back);
    }),
  );
});

test('asking from a moment on never misses what changed later, also when the clock goes back', () => {
  const moments = fc.oneof(instants, aroundTheAutumnChange);
  fc.assert(
    fc.property(moments, fc.integer({ min: 0, max: 10_000 }), (since, seconds) => {
      const later = new Date(since.getTime() + seconds * 1000);
      expect(localText(later) >= earliestLocalText(since)).toBe(true);
    }),
  );
});
