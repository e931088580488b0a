import { afterEach, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import { startTrial, type Trial } from '#server/sandboxes/trial.ts';
import { partnerToken, storeToken } from './routes.ts';
import { documentOf, seed } from './seed.ts';

let trial: Trial;
beforeEach(async () => {
  trial = await startTrial('myonlinestore', { now: () => new Date('2026-03-02T10:00:00Z') });
});
afterEach(() => trial.close());

const keys = { token: storeToken, partner_token: partnerToken };

async function call(method: 'GET' | 'PATCH', path: string, query: Record<string, string> = keys, json?: unknown) {
  const { http } = trial.context;
  const effect = method === 'GET' ? 'read' : 'write';
  const answer = await http.send({ method, url: `${trial.address}/v1${path}`, query, json, effect });
  return { status: answer.status, type: answer.headers['content-type'], body: answer.json(z.json()) };
}

const numbers = (body: unknown) =>
  z
    .array(z.object({ number: z.string() }))
    .parse(body)
    .map(({ number }) => number);

test('both tokens are needed, the partner token alone opens the statuses', async () => {
  expect(await call('GET', '/orders', { token: storeToken })).toMatchObject({ status: 401, body: { code: 401 } });
  expect(await call('GET', '/orders', { partner_token: partnerToken })).toMatchObject({ status: 401 });
  const statuses = await call('GET', '/orderstatuses', { partner_token: partnerToken });
  expect(statuses.body).toContainEqual({ status: 2, description: 'Betaald', credit_order: false });
});

test('a list holds ten orders unless asked otherwise, never test orders, and is counted apart', async () => {
  expect(numbers((await call('GET', '/orders')).body)).toHaveLength(10);
  const last = await call('GET', '/orders', { ...keys, limit: '1', ordering: 'desc' });
  expect(numbers(last.body)).toEqual(['20881']);
  expect(numbers((await call('GET', '/orders', { ...keys, test: 'true', limit: '100' })).body)).toContain('T-3');
  expect((await call('GET', '/orders/count')).body).toEqual({ count: 12 });
  expect((await call('GET', '/orders/count', { ...keys, status_id: '1' })).body).toEqual({ count: 2 });
});

test('wrong questions are answered in the newer error format, missing orders in the older', async () => {
  const wrong = await call('GET', '/orders', { ...keys, limit: '500', status_changed_start_date: 'yesterday' });
  expect(wrong.type).toContain('application/problem+json');
  expect(wrong).toMatchObject({ status: 422, body: { errors: { status_changed_start_date: expect.any(String) } } });
  expect(await call('GET', '/orders/1')).toMatchObject({ status: 404, body: { message: 'Order not found' } });
});

test('prices are for whole lines; several rates and discounts make them lists; a line may lack its rate', async () => {
  const { body } = await call('GET', '/orders', { ...keys, limit: '100' });
  const orders = z.array(z.looseObject({ orderlines: z.array(z.looseObject({ price: z.json() })) })).parse(body);
  const prices = orders.flatMap(({ orderlines }) => orderlines.map(({ price }) => price));
  expect(prices).toContainEqual({ amount: '40.909091', amount_including_tax: '49.50', rate: '21.00' });
  expect(prices).toContainEqual([{ amount: -8.264463, amount_including_tax: -10, rate: 21 }]);
  expect(prices).toContainEqual({ amount: '18.950000', amount_including_tax: '18.95', rate: null });
  expect(orders).toContainEqual(expect.objectContaining({ shipping: [{ country: [] }] }));
});

test('a status can be changed from outside and the change is kept', async () => {
  const changed = await call('PATCH', '/orders/20874', keys, { status: 3, comments: { internal: 'sent' } });
  expect(changed.body).toMatchObject({ status: 3, status_changed_date: '2026-03-02', comments: { internal: 'sent' } });
  expect(await call('PATCH', '/orders/20874', keys, { number: '1' })).toMatchObject({ status: 422 });
  expect(await trial.control.received('myonlinestore')).toMatchObject([{ what: 'PATCH order', id: '20874' }]);
});

test('a person can place, pay and repair orders and change the stock', async () => {
  const act = async (action: string, input = {}) => trial.control.act('myonlinestore', action, input);
  expect(await act('place-order', { paid: false })).toEqual({ ok: true, key: '20882' });
  expect(await act('pay-order', { number: '20882' })).toEqual({ ok: true, key: '20882' });
  expect((await call('GET', '/orders/20882')).body).toMatchObject({ status: 2, payment_status: 'captured' });
  expect(await act('repair-vat')).toEqual({ ok: true, key: '20879' });
  expect(await act('change-stock', { sku: 'SJAAL-WOL', stock: 41 })).toEqual({ ok: true, key: 'SJAAL-WOL' });
  expect((await call('GET', '/articles/77125')).body).toMatchObject({ stock: 41 });
  expect((await call('GET', '/articles/77120')).body).toMatchObject({ stock: 13 });
});

test('the same seed gives the same shop, whatever its size', () => {
  expect(seed(500)).toEqual(seed(500));
  expect(seed(500).orders).toHaveLength(501);
  const paid = seed()
    .orders.map(documentOf)
    .filter(({ payment_status, number }) => payment_status === 'captured' && number !== 'T-3');
  expect(paid).toHaveLength(9);
});
