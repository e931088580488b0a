import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTrial, type Trial } from '#server/sandboxes/trial.ts';
import type { Source } from '../connector.ts';

let trial: Trial;
let articles: Source;
beforeEach(async () => {
  trial = await startTrial('accountview', { now: () => new Date('2026-03-02T10:00:00Z') });
  const found = trial.connector.sources.articles;
  if (!found) throw new Error('the connector has no articles');
  articles = found;
});
afterEach(() => trial.close());

const one = async (key: string, options = {}) => (await articles.readOne?.(trial.context, options, key))?.body;

test('available stock is what reservations leave, physical stock what is in the warehouse', async () => {
  const order = trial.connector.targets['sales-orders']?.samples[0];
  await trial.connector.targets['sales-orders']?.write(trial.context, {}, order?.body ?? null, '20870');
  expect(await one('TAS-ROOD')).toMatchObject({ stock: 12, stockManaged: true, group: 'Mode' });
  expect(await one('TAS-ROOD', { calculation: 'physical' })).toMatchObject({ stock: 14 });
});

test('an article whose stock is not kept has none, which is not zero; without the field all is kept', async () => {
  expect(await one('VERZENDEN')).toMatchObject({ stock: null, stockManaged: false });
  expect(await one('VERZENDEN', { managedColumn: 'ELSEWHERE' })).toMatchObject({ stock: 0, stockManaged: true });
});

test('one article comes by its whole code, never by its beginning, and a single row is a list too', async () => {
  expect(await one('TAS')).toBeUndefined();
  expect(await one('KAARS-XL')).toMatchObject({ ART_CODE: 'KAARS-XL', PX_SELL: 18.95 });
});
