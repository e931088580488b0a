import { expect, it } from 'vitest';
import { sayAnswerTime, sayDuration } from './duration.ts';

it('shows tenths while a run takes only seconds', () => {
  expect(sayDuration('en', 0)).toBe('0 sec');
  expect(sayDuration('en', 420)).toBe('0.4 sec');
  expect(sayDuration('nl', 4200)).toBe('4,2 sec');
});

it('never says sixty seconds', () => {
  expect(sayDuration('en', 9_960)).toBe('10 sec');
  expect(sayDuration('en', 59_700)).toBe('1 min');
});

it('shows the two largest units of a long run', () => {
  expect(sayDuration('en', 65_000)).toBe('1 min 5 sec');
  expect(sayDuration('en', 3_600_000)).toBe('1 hr');
  expect(sayDuration('en', 3_600_000 + 125_000)).toBe('1 hr 2 min');
  expect(sayDuration('de', 90_000_000)).toBe('1 Tg. 1 Std.');
});

it('does not show less than nothing when two clocks differ', () => {
  expect(sayDuration('en', -500)).toBe('0 sec');
});

it('shows a quick answer in milliseconds', () => {
  expect(sayAnswerTime('en', 48)).toBe('48 ms');
  expect(sayAnswerTime('en', 1148)).toBe('1.1 sec');
});
