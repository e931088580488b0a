import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { dailyCron, dailyTime, parseCron } from './cron.ts';
import { nextTimes } from './next-times.ts';
import { isZone, wallOf } from './zone.ts';

const zone = 'Europe/Amsterdam';
const next = (cron: string, after: string, count = 1) =>
  nextTimes(cron, zone, new Date(after), count).map((it) => it.toISOString());

describe('a time of the day', () => {
  it('is the time on the clocks of the zone, in winter and in summer', () => {
    expect(next('0 8 * * *', '2026-01-10T12:00:00Z')).toEqual(['2026-01-11T07:00:00.000Z']);
    expect(next('0 8 * * *', '2026-07-10T12:00:00Z')).toEqual(['2026-07-11T06:00:00.000Z']);
    expect(nextTimes('0 8 * * *', 'Asia/Tokyo', new Date('2026-07-10T12:00:00Z'))).toEqual([
      new Date('2026-07-10T23:00:00Z'),
    ]);
  });

  it('that is left out in spring comes once, after the clocks went forward', () => {
    expect(next('30 2 * * *', '2026-03-28T12:00:00Z', 2)).toEqual([
      '2026-03-29T01:30:00.000Z',
      '2026-03-30T00:30:00.000Z',
    ]);
  });

  it('that comes twice in autumn is due once', () => {
    expect(next('30 2 * * *', '2026-10-24T12:00:00Z', 2)).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-26T01:30:00.000Z',
    ]);
    expect(next('30 2 * * *', '2026-10-25T00:30:00Z')).toEqual(['2026-10-26T01:30:00.000Z']);
  });

  it('is written as a cron line and read back from it', () => {
    expect(dailyCron('08:30')).toBe('30 8 * * *');
    expect(dailyTime('30 8 * * *')).toBe('08:30');
    expect(dailyTime('30 8 * * 1')).toBeNull();
  });
});

describe('a cron line', () => {
  it('knows lists, ranges, steps, weekdays and months', () => {
    expect(next('*/20 9-10 * * 1-5', '2026-11-20T09:30:00Z', 3)).toEqual([
      '2026-11-20T09:40:00.000Z',
      '2026-11-23T08:00:00.000Z',
      '2026-11-23T08:20:00.000Z',
    ]);
    expect(next('0 0 1 1,7 *', '2026-11-20T00:00:00Z', 2)).toEqual([
      '2026-12-31T23:00:00.000Z',
      '2027-06-30T22:00:00.000Z',
    ]);
    expect(next('0 6 * * 7', '2026-11-21T00:00:00Z')).toEqual(['2026-11-22T05:00:00.000Z']);
  });

  it('takes either the day of the month or the weekday when both are named', () => {
    expect(next('0 12 25 * 1', '2026-11-21T00:00:00Z', 2)).toEqual([
      '2026-11-23T11:00:00.000Z',
      '2026-11-25T11:00:00.000Z',
    ]);
  });

  it('that is due every quarter of an hour is due in both of the hours that come twice', () => {
    const times = next('*/15 * * * *', '2026-10-24T23:59:00Z', 9);
    expect(times.at(0)).toBe('2026-10-25T00:00:00.000Z');
    expect(times.at(8)).toBe('2026-10-25T02:00:00.000Z');
  });

  it('that never comes has no next time', () => {
    expect(next('0 0 30 2 *', '2026-11-21T00:00:00Z')).toEqual([]);
  });

  it.each([
    '',
    '* * * *',
    '60 * * * *',
    '* 24 * * *',
    '* * 0 * *',
    '5-1 * * * *',
    '*/0 * * * *',
    'a b c d e',
    '1.5 * * * *',
  ])('that reads "%s" cannot be read', (text) => expect(parseCron(text)).toBeNull());

  it('always gives times after the one asked from, in order, that the clocks show as asked', () => {
    const moments = fc.date({ min: new Date('2026-01-01'), max: new Date('2028-01-01'), noInvalidDate: true });
    const zones = fc.constantFrom(zone, 'America/New_York', 'Australia/Lord_Howe', 'UTC');
    fc.assert(
      fc.property(moments, zones, fc.integer({ min: 0, max: 59 }), (after, where, minute) => {
        const times = nextTimes(`${minute} * * * *`, where, after, 4).map((it) => it.getTime());
        expect(times).toHaveLength(4);
        for (const [index, time] of times.entries()) {
          expect(time).toBeGreaterThan(times[index - 1] ?? after.getTime());
          const shown = new Date(wallOf(time, where)).getUTCMinutes();
          // Lord Howe moves its clocks by half an hour, so there a minute may be left out.
          if (where !== 'Australia/Lord_Howe') expect(shown).toBe(minute);
        }
      }),
      { numRuns: 60 },
    );
  });
});

it('a time zone that nobody knows is told apart', () => {
  expect(isZone('Europe/Amsterdam')).toBe(true);
  expect(isZone('Europe/Nowhere')).toBe(false);
});
