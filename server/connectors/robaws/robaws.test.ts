import { afterEach, expect, test } from 'vitest';
import { ConnectionLostError, TemporaryError } from '#server/errors.ts';
import { startTrial, type Trial, type TrialOptions } from '#server/sandboxes/trial.ts';
import type { Json } from '../connector.ts';
import { formOf } from '../form.ts';
import { readToEnd } from '../read-to-end.ts';
import { app } from './sandbox/index.ts';
import { Settings } from './settings.ts';

let clock = new Date();
let trial: Trial;
afterEach(() => trial?.close());
async function robaws(options: TrialOptions = {}) {
  clock = new Date('2026-03-02T10:00:00Z');
  trial = await startTrial('robaws', { now: () => clock, ...options });
}
const act = (action: string, input: Record<string, Json>) => trial.control.act('robaws', action, input);
const source = (name: string) => {
  const it = trial.connector.sources[name];
  if (!it) throw new Error(`there is no source ${name}`);
  return it;
};
const orders = () => {
  const it = trial.connector.targets['web-orders'];
  if (!it) throw new Error('there are no orders');
  return it;
};
const options = { client: '845' };
const lines = [{ articleNumber: 'SKU-001', description: 'Kruk', quantity: 2, price: 24.99, vatCode: '7' }];
const order = (status: string, change: object = {}): Json => ({
  order: 'PF-1',
  status,
  date: '2026-03-02',
  lines,
  ...change,
});
const send = async (record: Json) =>
  (await orders().find?.(trial.context, options, record, 'PF-1'))
    ? 'nothing to do'
    : void (await orders().write(trial.context, options, record, 'PF-1'));
const problemOf = (deed: Promise<unknown>) =>
  deed.then(
    () => 'nothing went wrong',
    (error: { problem: unknown }) => error.problem,
  );
const received = async () =>
  (await trial.control.received('robaws'))?.map(({ what, body }) => {
    const { quantity } = body as { quantity?: number };
    return quantity === undefined ? what : `${what} ${quantity}`;
  });

test('an order books its stock once, is invoiced when it is shipped, and asked again nothing more happens', async () => {
  await robaws();
  expect(await send(order('open'))).toBeUndefined();
  expect(await received()).toEqual(['stock change -2']);
  expect(await send(order('accepted'))).toBe('nothing to do');
  expect(await send(order('shipped'))).toBeUndefined();
  expect(await send(order('completed'))).toBe('nothing to do');
  expect(await received()).toEqual(['stock change -2', 'invoice']);
});

test('what was booked goes back when the order is cancelled, and an order cancelled on arrival leaves no trace', async () => {
  await robaws();
  expect(await send(order('cancelled', { order: 'PF-2' }))).toBe('nothing to do');
  await send(order('open'));
  await send(order('cancelled'));
  expect(await send(order('cancelled'))).toBe('nothing to do');
  expect(await received()).toEqual(['stock change -2', 'stock change 2']);
});

test('an order that was cut off in the middle of its booking goes on where it stood', async () => {
  await robaws();
  const two = { lines: [...lines, { articleNumber: 'SKU-002', quantity: 1, price: 5, vatCode: '7' }] };
  await orders().write(trial.context, options, order('open'), 'PF-1');
  await send(order('open', two));
  expect(await received()).toEqual(['stock change -2', 'stock change -1']);
});

test('it is booked at the location that was chosen, by its name, its number, or the usual one', async () => {
  await robaws();
  const at = async (location: string, no: string) => {
    await orders().write(trial.context, { ...options, location }, order('open', { order: no }), no);
    return (await trial.control.received('robaws'))?.at(-1)?.body;
  };
  expect(await at('Toonzaal', 'PF-1')).toMatchObject({ stockLocationId: '2' });
  expect(await at('2', 'PF-2')).toMatchObject({ stockLocationId: '2' });
  expect(await at('', 'PF-3')).toMatchObject({ stockLocationId: '1' });
  expect(await problemOf(at('Zolder', 'PF-4'))).toMatchObject({ code: 'robaws.location-unknown' });
});

test.each([
  ['an article that Robaws does not have', { articleNumber: 'NOWHERE' }, 'robaws.article-not-found'],
  ['a number that two articles have', { articleNumber: 'SKU-009' }, 'robaws.number-not-unique'],
  ['a line without a VAT code', { vatCode: null }, 'robaws.line-without-vat'],
  ['a VAT code without a tariff', { vatCode: '99' }, 'robaws.no-tariff'],
  ['a tariff that does not include VAT', { vatCode: '2' }, 'robaws.tariff-without-vat'],
])('%s needs a person', async (_what, change, code) => {
  await robaws();
  const wrong = order('shipped', { lines: [{ ...lines[0], ...change }] });
  expect(await problemOf(send(wrong))).toMatchObject({ code, params: { order: 'PF-1' } });
});

test('filters that the tenant ignores change nothing', async () => {
  await robaws({ size: 130 });
  await act('change-rules', { ignoreFilters: true });
  await send(order('open'));
  await send(order('open', { order: 'PF-2' }));
  expect(await received()).toEqual(['stock change -2', 'stock change -2']);
  const { keys } = await readToEnd(source('ticked-articles'), trial.context, null);
  expect(keys).not.toContain('20412');
});

test('only ticked articles come, with their stock, and with how many have the same number', async () => {
  await robaws();
  const { records } = await readToEnd(source('ticked-articles'), trial.context, null);
  expect(records).toHaveLength(11);
  expect(records.at(0)?.body).toMatchObject({ articleNumber: 'SKU-001', availableStock: 40, numberUses: 1 });
  expect(records.at(9)?.body).toMatchObject({ articleNumber: 'SKU-009', numberUses: 2 });
  await act('change-article', { number: 'SKU-002', ticked: false });
  expect((await readToEnd(source('ticked-articles'), trial.context, null)).keys).not.toContain('20402');
});

test('the brackets of an extra field travel encoded', async () => {
  await robaws();
  await source('ticked-articles').read(trial.context, { checkNumbers: false }, null);
  expect(trial.exchanges[0]?.url).toContain('extraFields%5BProductFlow%5D=true');
});

test('the form asks for the key of a user, or for the app, and for nothing of the other', () => {
  const fields = formOf(Settings).map(({ name, title, type, onlyWhen }) => [name, title.en, type, onlyWhen?.is ?? []]);
  expect(fields).toEqual([
    ['access', 'How Koppel signs in', 'choice', []],
    ['apiKey', 'API key', 'text', ['key']],
    ['apiSecret', 'API secret', 'secret', ['key']],
    ['clientId', 'Client ID', 'text', ['app']],
    ['clientSecret', 'Client secret', 'secret', ['app']],
    ['webhookSecret', 'Secret of the webhook', 'secret', []],
  ]);
});

/** A connection as an app that was given access. */
async function asApp() {
  const { apiKey: _key, apiSecret: _secret, ...settings } = trial.context.settings;
  const context = trial.contextFor({ ...settings, access: 'app', ...app });
  const given = { code: 'any', redirectUri: 'https://koppel.example/back', verifier: 'v' };
  const first = await trial.connector.grant?.redeem(context, given);
  if (!first) throw new Error('no token came');
  await context.token(async () => first);
  return context;
}
const tokenCalls = () =>
  trial.exchanges.filter(({ url }) => url.includes('/oauth2/tokens')).map(({ status }) => status);

test('a block after too many calls is waited for, and nobody signs in anew meanwhile', async () => {
  await robaws();
  const context = await asApp();
  await act('change-rules', { limits: true });
  const read = () => source('articles').read(context, {}, null);
  const errors: unknown[] = [];
  for (let nth = 0; nth < 40; nth += 1) await read().catch((error: unknown) => errors.push(error));
  expect(errors.at(0)).toMatchObject({ problem: { code: 'http.too-many-requests' } });
  expect(errors.at(-1)).toBeInstanceOf(TemporaryError);
  expect(errors.at(-1)).toMatchObject({ problem: { code: 'robaws.blocked' }, retryAfterSeconds: 900 });
  expect(tokenCalls()).toEqual([200]);
  clock = new Date(clock.getTime() + 901_000);
  expect((await read()).records).toHaveLength(12);
});

test('as an app it is given access on the page of Robaws, and spends each refresh token once', async () => {
  await robaws();
  const context = await asApp();
  const asked = { redirectUri: 'https://koppel.example/back', state: 's', challenge: 'c' };
  const page = new URL(trial.connector.grant?.address(context, asked) ?? '');
  expect(page.pathname).toBe('/robaws/oauth2/authorize');
  const count = async () => (await source('articles').read(context, {}, null)).records.length;
  for (const hours of [0, 2, 2]) {
    clock = new Date(clock.getTime() + hours * 3_600_000);
    expect(await count()).toBe(12);
  }
  expect(tokenCalls()).toEqual([200, 200, 200]);
  const settings = { ...context.settings };
  const lost = source('articles').read(trial.contextFor(settings), {}, null);
  expect(await lost.catch((error: unknown) => error)).toBeInstanceOf(ConnectionLostError);
});
