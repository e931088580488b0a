import { expect, test } from 'vitest';
import { stillOpen } from './still-open.ts';

const record = (no: number, key: string, more: { mode?: 'live' | 'try'; replayedBy?: string; flow?: string } = {}) => ({
  no,
  key,
  flow: { id: more.flow ?? 'orders', name: 'Orders' },
  mode: more.mode ?? ('live' as const),
  replayedBy: more.replayedBy ?? null,
});
const numbers = (records: { no: number }[]) => records.map((each) => each.no);

test('an order that failed in several runs of a flow is listed once, as it was last', () => {
  expect(numbers(stillOpen([record(3, '1042'), record(2, '1043'), record(1, '1042')]))).toEqual([3, 2]);
});

test('the same number in another flow is another record', () => {
  expect(numbers(stillOpen([record(2, '1042'), record(1, '1042', { flow: 'invoices' })]))).toEqual([2, 1]);
});

test('what was tried again, and what was only a try-out, does not wait for anybody', () => {
  expect(stillOpen([record(1, '1042', { replayedBy: 'run' }), record(2, '1043', { mode: 'try' })])).toEqual([]);
});
