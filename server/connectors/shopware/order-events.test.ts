import { expect, test } from 'vitest';
import { startTrial } from '#server/sandboxes/trial.ts';
import type { Arrived, ConnectorContext } from '../connector.ts';
import { readToEnd } from '../read-to-end.ts';
import { idOf } from './sandbox/world.ts';

/** A webhook that names orders, as it lies in the inbox. */
const named = (no: number, numbers: number[]): Arrived => {
  const payload = numbers.map((number) => ({
    entity: 'order',
    operation: 'update',
    primaryKey: idOf('order', number),
  }));
  return { no, key: `webhook ${no}`, title: '', body: { data: { event: 'order.written', payload } } };
};
const numbersFrom = (first: number, count: number) => Array.from({ length: count }, (_, nth) => first + nth);

test('one webhook may name more orders than a page holds, and the next one is read whole after it', async () => {
  const trial = await startTrial('shopware', { size: 230 });
  try {
    const source = trial.connector.sources['order-events'];
    if (!source) throw new Error('there is no such source');
    const inbox = [named(1, numbersFrom(10_001, 210))];
    const arrived: ConnectorContext['arrived'] = async ({ after }) => inbox.filter(({ no }) => no > after);
    const context = { ...trial.context, arrived };
    const first = await readToEnd(source, context, null);
    expect(first.pages.map(({ records }) => records.length)).toEqual([100, 100, 10]);
    expect(first.keys).toEqual(numbersFrom(10_001, 210).map(String));
    inbox.push(named(2, [10_215, 99_999, 10_216]));
    const next = await readToEnd(source, context, first.resume);
    expect(next.keys).toEqual(['10215', '10216']);
    expect(next.records[0]?.body).toMatchObject({ orderNumber: '10215', lineItems: [{}] });
    expect((await readToEnd(source, context, next.resume)).keys).toEqual([]);
  } finally {
    await trial.close();
  }
});
