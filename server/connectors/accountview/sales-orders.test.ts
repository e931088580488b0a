import fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import { allowPrivate } from '#server/outbound/addresses.ts';
import { createHttpClient } from '#server/outbound/client.ts';
import { startTrial, type Trial } from '#server/sandboxes/trial.ts';
import type { ConnectorContext, Target, Token } from '../connector.ts';
import { SalesOrder } from './sales-order.ts';
import samples from './samples.json' with { type: 'json' };

let clock = new Date();
let trial: Trial;
let target: Target;
beforeEach(async () => {
  clock = new Date('2026-03-02T10:00:00Z');
  trial = await startTrial('accountview', { now: () => clock });
  const found = trial.connector.targets['sales-orders'];
  if (!found) throw new Error('the connector has no sales orders');
  target = found;
});
afterEach(() => trial.close());

const Order = z.looseObject({
  orderNumber: z.string(),
  customer: z.looseObject({ email: z.string() }),
  lines: z.array(z.looseObject({})),
});
/** A sample with other values: of the record, of its customer, of its first line. */
function order(record: object = {}, customer: object = {}, line: object = {}) {
  const sample = Order.parse(structuredClone(samples[0]?.body));
  const [first, ...lines] = sample.lines;
  return z.json().parse({
    ...sample,
    customer: { ...sample.customer, ...customer },
    lines: [{ ...first, ...line }, ...lines],
    ...record,
  });
}

const write = (record: ReturnType<typeof order>, options = {}, context = trial.context) =>
  target.write(context, options, record, 'key');
const find = (record: ReturnType<typeof order>) => target.find?.(trial.context, {}, record, 'key');
const faultOf = (doing: Promise<unknown>) =>
  doing.then(
    () => null,
    (error: unknown) => error,
  );
const received = async () => (await trial.control.received('accountview'))?.filter(({ what }) => what === 'SO1') ?? [];
const posts = () => trial.exchanges.filter(({ method, url }) => method === 'POST' && !url.includes('/token'));
async function debtors() {
  const tables = (await trial.control.list()).flatMap((sandbox) => sandbox.tables);
  return tables.find(({ id }) => id === 'debtors')?.rows ?? [];
}

test('an order of a known customer arrives with its lines, under the debtor who is there already', async () => {
  const { id } = await write(order());
  expect(await received()).toMatchObject([
    {
      id,
      what: 'SO1',
      body: {
        header: { RPL_INV: '10040', COMMENT1: '20870', ORD_DATE: '2026-02-10T00:00:00.000Z', BOOK_YEAR: 2026 },
        lines: [
          { ART_CODE: 'TAS-ROOD', ORD_QTY: 2, ART_PX: 24.75, VAT_CODE: '1' },
          { ART_CODE: 'VERZENDEN', ORD_QTY: 1, ART_PX: 5.95 },
        ],
      },
    },
  ]);
  expect(await debtors()).toHaveLength(3);
});

test('a new customer becomes a debtor once, companies by their own name and Dutch post codes with a space', async () => {
  const customer = { email: 'New@Klant.example', company: 'Nieuwe Klant B.V.', name: 'Zoë Klant' };
  await write(order({ orderNumber: '1' }, customer));
  await write(order({ orderNumber: '2' }, { ...customer, email: 'new@klant.example' }));
  const [newest, ...others] = await debtors();
  expect(others).toHaveLength(3);
  expect(newest).toMatchObject({ name: 'Nieuwe Klant B.V.', email: 'new@klant.example', postalCode: '1234 AB' });
});

test('orders of one new customer that go out together make one debtor', async () => {
  const customer = { email: 'twice@klant.example' };
  const writing = ['1', '2', '3'].map((orderNumber) => write(order({ orderNumber }, customer)));
  await Promise.all(writing);
  expect(await debtors()).toHaveLength(4);
  expect(await received()).toHaveLength(3);
});

test('a debtor whose address only begins like the customer’s is somebody else', async () => {
  await write(order({ orderNumber: '1' }, { email: 'a@klant.example.nl.example' }));
  await write(order({ orderNumber: '2' }, { email: 'a@klant.example' }));
  expect(await debtors()).toHaveLength(5);
});

test('all orders can go to one debtor', async () => {
  await write(order({}, { email: 'nobody@unknown.example' }), { defaultDebtor: '10042' });
  expect(await received()).toMatchObject([{ body: { header: { RPL_INV: '10042', RPL_DEL: '10042' } } }]);
  expect(await debtors()).toHaveLength(3);
});

test('an order is found by its number and not by one that begins with it', async () => {
  expect(await find(order())).toBeNull();
  const { id } = await write(order());
  expect(await find(order())).toEqual({ id });
  expect(await find(order({ orderNumber: '2087' }))).toBeNull();
});

test('an order of last year is found, whether it was booked on its own day or on the day it was sent', async () => {
  const own = await write(order({ orderNumber: '1', orderDate: '2025-12-31' }));
  const sent = await write(order({ orderNumber: '2', orderDate: '2025-12-31' }), { bookDate: 'today' });
  expect(await find(order({ orderNumber: '1', orderDate: '2025-12-31' }))).toEqual(own);
  expect(await find(order({ orderNumber: '2', orderDate: '2025-12-31' }))).toEqual(sent);
  expect(await received()).toMatchObject([
    { body: { header: { BOOK_YEAR: 2025 } } },
    { body: { header: { BOOK_YEAR: 2026 } } },
  ]);
});

test('the step chooses which price is sent, and a line without it needs attention', async () => {
  await write(order(), { pricesIncludeVat: false });
  expect(await received()).toMatchObject([{ body: { lines: [{ ART_PX: 20.4545 }, { ART_PX: 4.9174 }] } }]);
  expect(await faultOf(write(order({}, {}, { unitPriceInclVat: null })))).toMatchObject({
    name: 'PermanentError',
    problem: { code: 'accountview.price-missing', params: { article: 'TAS-ROOD' } },
  });
});

test.each([
  ['accountview.article-missing', order({}, {}, { articleCode: 'ONBEKEND' }), { article: 'ONBEKEND' }],
  ['accountview.vat-code-missing', order({}, {}, { vatCode: '' }), { article: 'TAS-ROOD' }],
  ['accountview.field-too-long', order({ orderNumber: '9'.repeat(41) }), { field: 'orderNumber', max: 40 }],
  [
    'accountview.field-too-long',
    order({}, { email: `${'x'.repeat(50)}@klant.example` }),
    { field: 'customer.email', max: 50 },
  ],
  ['accountview.field-wrong', order({ lines: [] }), { field: 'lines' }],
  ['accountview.field-wrong', order({}, { email: 'no address' }), { field: 'customer.email' }],
])('%s needs attention, and nothing is written', async (code, record, params) => {
  expect(await faultOf(write(record, {}))).toMatchObject({ name: 'PermanentError', problem: { code, params } });
  expect(posts()).toEqual([]);
});

test('names, streets and descriptions that are too long are cut, the order arrives', async () => {
  await write(
    order(
      {},
      { email: 'lang@klant.example', name: 'é'.repeat(60), street: 's'.repeat(100) },
      { description: 'd'.repeat(60) },
    ),
  );
  expect((await debtors())[0]).toMatchObject({ name: 'é'.repeat(40) });
});

test('descriptions are sent when every line has one', async () => {
  const lines = samples[0]?.body.lines.map((line) => ({ ...line, description: 'Omschrijving' })) ?? [];
  await write(order({ orderNumber: '1', lines }));
  await write(order({ orderNumber: '2' }));
  expect(await received()).toMatchObject([
    { body: { lines: [{ ART_DESC1: 'Omschrijving' }, { ART_DESC1: 'Omschrijving' }] } },
    { body: { lines: [{ ART_DESC1: '' }, { ART_DESC1: '' }] } },
  ]);
});

test.each([
  ['Boekjaar 2019 is afgesloten.', order({ orderDate: '2019-12-31' })],
  ['Btw-code ontbreekt.', order({}, {}, { vatCode: 'ZZ' })],
])('a refusal that comes as a success is still one: %s', async (message, record) => {
  expect(await faultOf(write(record, {}))).toMatchObject({
    name: 'PermanentError',
    problem: { code: 'accountview.refused', params: { status: 200, message } },
  });
});

test('while the program is switched off, reads are asked again and a write may have arrived', async () => {
  await trial.control.fault('accountview', 'error', 1);
  expect(await faultOf(write(order()))).toMatchObject({ name: 'TemporaryError', outcomeUnknown: false });
  const cut = { ...trial.context.http };
  const offline: ConnectorContext = {
    ...trial.context,
    http: {
      async send(request) {
        if (request.effect === 'write') await trial.control.fault('accountview', 'error', 1);
        return cut.send(request);
      },
    },
  };
  expect(await faultOf(write(order(), {}, offline))).toMatchObject({ name: 'TemporaryError', outcomeUnknown: true });
});

test('a refusal that comes as a broken server is still one, and a web page is not', async () => {
  const refusing = (contentType: string, text: string) => {
    const server = fastify({ forceCloseConnections: true });
    server.post('/accountviewdata', (_request, reply) => reply.code(500).type(contentType).send(text));
    return server;
  };
  const through = async (server: FastifyInstance) => {
    const address = await server.listen({ port: 0, host: '127.0.0.1' });
    const { host } = new URL(address);
    const { onExchange, now } = { onExchange: () => undefined, now: () => clock };
    const broken = createHttpClient({ secrets: [], hosts: [host], mayReach: allowPrivate([host]), onExchange, now });
    const send: typeof broken.send = (request) =>
      request.effect === 'write'
        ? broken.send({ ...request, url: `${address}/accountviewdata` })
        : trial.context.http.send(request);
    const fault = await faultOf(write(order(), {}, { ...trial.context, http: { send } }));
    await server.close();
    return fault;
  };
  const refusal = JSON.stringify({ ErrorType: 'AccountViewError', ErrorMessage: 'De administratie is in gebruik.' });
  expect(await through(refusing('application/json', refusal))).toMatchObject({
    name: 'PermanentError',
    problem: { code: 'accountview.refused', params: { status: 500, message: 'De administratie is in gebruik.' } },
  });
  expect(await through(refusing('text/html', '<h1>Internal Server Error</h1>'))).toMatchObject({
    name: 'TemporaryError',
    outcomeUnknown: true,
  });
});

test('an answer that got lost leaves the outcome open, and the order is found', async () => {
  for (const [at, fault] of (['timeout-after', 'half-answer'] as const).entries()) {
    const record = order({ orderNumber: `lost-${at}` });
    await trial.control.fault('accountview', fault, 1);
    expect(await faultOf(write(record))).toMatchObject({ name: 'TemporaryError', outcomeUnknown: true });
    expect(await find(record)).not.toBeNull();
  }
  expect(await received()).toHaveLength(2);
});

const tokens = () => trial.exchanges.filter(({ url }) => url.endsWith('/token')).length;

test('a token that runs out between two orders is renewed without a word', async () => {
  await write(order({ orderNumber: '1' }));
  clock = new Date('2026-03-02T12:00:00Z');
  await write(order({ orderNumber: '2' }));
  expect(tokens()).toBe(2);
  expect(trial.exchanges.some(({ status }) => status === 401)).toBe(false);
});

test('a token that ends before its time is renewed once', async () => {
  const stale: Token = { access: 'stale-access-token', expiresAt: '2030-01-01T00:00:00Z' };
  let dropped = false;
  const context: ConnectorContext = {
    ...trial.context,
    token: (renew) => (dropped ? trial.context.token(renew) : Promise.resolve(stale)),
    dropToken: async () => {
      dropped = true;
    },
  };
  await write(order(), {}, context);
  expect(await received()).toHaveLength(1);
  expect(trial.exchanges.filter(({ status }) => status === 401)).toHaveLength(1);
});

test('each renewal uses the refresh token that the last one gave', async () => {
  const { settings, http } = trial.context;
  const { clientId: client_id, clientSecret: client_secret, refreshToken: refresh_token } = settings;
  const form = z
    .record(z.string(), z.string())
    .parse({ grant_type: 'refresh_token', client_id, client_secret, refresh_token });
  const answer = await http.send({ method: 'POST', url: `${trial.address}/token`, form, effect: 'read' });
  const refreshToken = answer.json(z.object({ refresh_token: z.string() })).refresh_token;
  const context = trial.contextFor({ ...settings, refreshToken });
  await write(order({ orderNumber: '1' }), {}, context);
  clock = new Date('2026-03-02T12:00:00Z');
  await write(order({ orderNumber: '2' }), {}, context);
  expect(await received()).toHaveLength(2);
});

test('a token that is refused also after its renewal loses the connection', async () => {
  const stale: Token = { access: 'stale-access-token', expiresAt: '2030-01-01T00:00:00Z' };
  expect(await faultOf(write(order(), {}, { ...trial.context, token: async () => stale }))).toMatchObject({
    name: 'ConnectionLostError',
    problem: { code: 'accountview.access-withdrawn' },
  });
  expect(trial.exchanges).toHaveLength(2);
});

test('when the newest refresh token is spent, the one that a person filled in has its turn', async () => {
  const spent: Token = {
    access: 'old-access-token',
    refresh: 'spent-refresh-token',
    expiresAt: '2026-01-01T00:00:00Z',
  };
  await write(order(), {}, { ...trial.context, token: (renew) => renew(spent) });
  expect(await received()).toHaveLength(1);
});

test('withdrawn access loses the connection, until it is given back', async () => {
  await write(order({ orderNumber: '1' }));
  await trial.control.fault('accountview', 'revoke-token', 100);
  expect(await faultOf(write(order({ orderNumber: '2' })))).toMatchObject({
    name: 'ConnectionLostError',
    problem: { code: 'accountview.access-withdrawn' },
  });
  await trial.control.fault('accountview', 'revoke-token', 0);
  await write(order({ orderNumber: '2' }));
  expect(await received()).toHaveLength(2);
});

test('no secret and no token stands in what is logged', async () => {
  await write(order());
  expect(JSON.stringify(trial.exchanges)).not.toMatch(/demo-books-(app-secret|refresh|access)/);
});

test('the check counts what can be read, and a wrong company id is answered with the right ones', async () => {
  const { check } = trial.connector;
  expect(await check(trial.context)).toMatchObject([
    { id: 'reachable', ok: true },
    { id: 'key', ok: true },
    { id: 'company', ok: true, count: 1 },
    { id: 'articles', ok: true, count: 12 },
    { id: 'debtors', ok: true, count: 3 },
    { id: 'vatCodes', ok: true, count: 9 },
    { id: 'fields', ok: true },
  ]);
  const wrong = trial.contextFor({ ...trial.context.settings, companyId: 'DEMO' });
  expect((await check(wrong)).at(-1)).toMatchObject({
    id: 'company',
    problem: { code: 'accountview.company-unknown', params: { known: expect.stringContaining('Demo B.V. = ') } },
  });
  await trial.control.fault('accountview', 'error', 1);
  const away = trial.contextFor(trial.context.settings);
  expect(await check(away)).toMatchObject([{ id: 'reachable', ok: false }]);
});

test('a long list is read to its end', async () => {
  for (let at = 0; at < 190; at += 1) await trial.control.act('accountview', 'add-article', { code: `EXTRA-${at}` });
  const checks = await trial.connector.check(trial.context);
  expect(checks.find(({ id }) => id === 'articles')).toMatchObject({ count: 202 });
});

test('the samples are sales orders', () => {
  for (const { key, body } of samples) expect(SalesOrder.parse(body).orderNumber).toBe(key);
});
