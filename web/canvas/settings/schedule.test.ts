import { expect, test } from 'vitest';
import { nextChecks, saySchedule } from './schedule.ts';

const zone = 'Europe/Amsterdam';
const now = new Date('2026-11-21T10:00:00Z');

test('a schedule is said the way people say it', () => {
  expect(saySchedule({ everyMinutes: 15, cron: null }, 'en')).toBe('Every 15 minutes');
  expect(saySchedule({ everyMinutes: 15, cron: '30 8 * * *' }, 'nl')).toBe('Elke dag om 08:30');
  expect(saySchedule({ everyMinutes: null, cron: '0 8 * * 1' }, 'en')).toContain('0 8 * * 1');
});

test('the next three checks of an interval begin with the one that is known', () => {
  const known = new Date('2026-11-21T10:07:00Z');
  const times = nextChecks({ everyMinutes: 15, cron: null }, zone, now, known).map((it) => it.toISOString());
  expect(times).toEqual(['2026-11-21T10:07:00.000Z', '2026-11-21T10:22:00.000Z', '2026-11-21T10:37:00.000Z']);
});

test('by the clock they are three mornings; by hand there are none', () => {
  const times = nextChecks({ everyMinutes: 15, cron: '0 8 * * *' }, zone, now, null).map((it) => it.toISOString());
  expect(times).toEqual(['2026-11-22T07:00:00.000Z', '2026-11-23T07:00:00.000Z', '2026-11-24T07:00:00.000Z']);
  expect(nextChecks({ everyMinutes: null, cron: null }, zone, now, null)).toEqual([]);
});
