import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTrial, type Trial } from '#server/sandboxes/trial.ts';
import { idOf, taxId } from './world.ts';

let trial: Trial;
beforeEach(async () => {
  trial = await startTrial('shopware');
  await trial.connector.check(trial.context);
});
afterEach(() => trial.close());

/** A call as any program would make it, with the token that the check has fetched. */
async function ask(method: 'GET' | 'POST' | 'PATCH', path: string, json?: unknown, accept = 'application/json') {
  const { access } = await trial.context.token(() => Promise.reject(new Error('there is no token')));
  const headers = { authorization: `Bearer ${access}`, ...(accept && { accept }) };
  const url = `${trial.address}/api${path}`;
  const answer = await trial.context.http.send({ method, url, headers, json, effect: 'read' });
  return { ...answer, body: answer.text === '' ? null : JSON.parse(answer.text) };
}

test('whoever does not ask for plain JSON gets JSON:API', async () => {
  const { headers, body } = await ask('POST', '/search/order', { limit: 1 }, '');
  expect(headers['content-type']).toContain('application/vnd.api+json');
  expect(body).toMatchObject({ data: [{ type: 'order', attributes: { orderNumber: '10001' } }] });
});

test('nothing comes beside the bare order unless it was asked for, and of that only what was asked for in turn', async () => {
  const { body: bare } = await ask('POST', '/search/order', { limit: 1 });
  expect(Object.keys(bare.data[0])).not.toContain('lineItems');
  const { body } = await ask('POST', '/search/order', { limit: 1, associations: { deliveries: {} } });
  expect(Object.keys(body.data[0].deliveries[0])).not.toContain('shippingMethod');
});

test('the total is only what is on the page unless it was asked for, and too long a page is refused', async () => {
  expect((await ask('POST', '/search/order', { limit: 5 })).body).toMatchObject({ total: 5 });
  expect((await ask('POST', '/search/order', { limit: 5, 'total-count-mode': 1 })).body).toMatchObject({ total: 12 });
  const { status, body } = await ask('POST', '/search/order', { limit: 501 });
  expect([status, body.errors[0].code, body.errors[0].status]).toEqual([400, 'FRAMEWORK__QUERY_LIMIT_EXCEEDED', '400']);
});

test('a change answers without a body unless that was asked for', async () => {
  const path = `/order-delivery/${idOf('delivery', 10_001)}`;
  expect(await ask('PATCH', path, { trackingCodes: ['3S1'] })).toMatchObject({ status: 204, body: null });
  const { body } = await ask('PATCH', `${path}?_response=basic`, { trackingCodes: ['3S2'] });
  expect(body.data.trackingCodes).toEqual(['3S2']);
});

test('a deed that the state does not allow is refused with those that it does', async () => {
  const { status, body } = await ask('POST', `/_action/order/${idOf('order', 10_001)}/state/complete`);
  expect(status).toBe(400);
  expect(body.errors[0]).toMatchObject({
    code: 'SYSTEM__ILLEGAL_STATE_TRANSITION',
    detail: 'Illegal transition "complete" from state "open". Possible transitions are: process, cancel',
  });
});

test('a customer gets a mail about every deed that does not say otherwise', async () => {
  await ask('POST', `/_action/order/${idOf('order', 10_001)}/state/process`);
  await ask('POST', `/_action/order/${idOf('order', 10_002)}/state/process`, { sendMail: false });
  const [shop] = await trial.control.list();
  expect(shop?.tables.find(({ id }) => id === 'mails')?.rows).toMatchObject([{ to: '10001' }]);
});

test('the bulk call names every faulty field by its place, and then takes nothing', async () => {
  const price = [{ currencyId: 'b7d2554b0ce847cd82f3ac9bd1c0dfca', gross: 1, net: 1, linked: true }];
  const good = { id: 'a'.repeat(32), productNumber: 'NEW-1', name: 'New', taxId: taxId(21), stock: 1, price };
  const payload = [good, { id: 'b'.repeat(32), productNumber: 'TAS-ROOD', name: 'Twice', stock: 1, price }];
  const { status, body } = await ask('POST', '/_action/sync', {
    mine: { entity: 'product', action: 'upsert', payload },
  });
  expect(status).toBe(400);
  expect(body.errors.map(({ source }: { source: { pointer: string } }) => source.pointer)).toEqual([
    '/mine/1/taxId',
    '/mine/1/productNumber',
  ]);
  expect(await trial.control.received('shopware')).toEqual([]);
});

test('a webhook of an integration is taken down', async () => {
  const webhook = { name: 'Koppel', eventName: 'order.written', url: 'https://koppel.example/hooks/x', active: true };
  expect((await ask('POST', '/webhook', webhook)).status).toBe(204);
  expect((await ask('POST', '/webhook', { name: 'Koppel' })).status).toBe(400);
});
