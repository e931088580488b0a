import { expect, test } from 'vitest';
import { waitOf } from './wait.ts';

const now = new Date('2026-11-21T10:00:00Z');
const inAMinute = now.getTime() / 1000 + 60;

test.each<[string, Record<string, string>, number | null]>([
  ['seconds', { 'retry-after': '12' }, 12],
  ['a date', { 'retry-after': 'Sat, 21 Nov 2026 10:00:30 GMT' }, 30],
  ['a date that has passed', { 'retry-after': 'Sat, 21 Nov 2026 09:00:00 GMT' }, 0],
  ['more than a day', { 'retry-after': '9999999' }, 86_400],
  ['what cannot be read', { 'retry-after': 'soon' }, null],
  ['nothing', {}, null],
  ['Retry-After before all others', { 'retry-after': '3', 'x-ratelimit-reset': '50' }, 3],
  ['seconds until the limit starts anew', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': '17' }, 17],
  ['the IETF draft', { 'ratelimit-remaining': '0', 'ratelimit-reset': '17' }, 17],
  ['a moment in seconds', { 'x-ratelimit-reset': String(inAMinute) }, 60],
  ['a moment in milliseconds', { 'x-ratelimit-minutely-reset': String(inAMinute * 1000) }, 60],
  [
    'the spent one of several windows',
    { 'x-ratelimit-remaining': '0/2999/11999', 'x-ratelimit-reset': '263/2063/23663' },
    263,
  ],
  [
    'the longest of those that are spent',
    { 'x-ratelimit-remaining': '0/0/11999', 'x-ratelimit-reset': '263/2063/23663' },
    2063,
  ],
])('the wait that is asked for: %s', (_, headers, seconds) => {
  expect(waitOf(headers, now)).toBe(seconds);
});
