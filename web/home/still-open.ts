import type { RecordSummary } from '#flows/api/runs.ts';

type Known = Pick<RecordSummary, 'key' | 'flow' | 'mode' | 'replayedBy'>;

/**
 * The records that wait for a person, newest first as they come. One that was tried again since is left to that run, a
 * try-out waits for nobody, and an order that failed in several runs of a flow is still one order.
 */
export function stillOpen<R extends Known>(records: R[]): R[] {
  const open = records.filter((record) => record.mode === 'live' && record.replayedBy === null);
  const name = ({ flow, key }: R) => `${flow.id} ${key}`;
  const newest = new Map(open.toReversed().map((record) => [name(record), record]));
  return open.filter((record) => newest.get(name(record)) === record);
}
