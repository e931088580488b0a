import { afterEach, beforeEach, expect, test } from 'vitest';
import * as z from 'zod';
import { startTrial, type Trial } from '#server/sandboxes/trial.ts';
import { client, companyId, firstRefreshToken } from './access.ts';

let clock = new Date();
let trial: Trial;
let access = '';
beforeEach(async () => {
  clock = new Date('2026-03-02T10:00:00Z');
  trial = await startTrial('accountview', { now: () => clock });
  access = (await refresh(firstRefreshToken)).access_token;
});
afterEach(() => trial.close());

const Tokens = z.object({ access_token: z.string(), refresh_token: z.string() });

async function grant(refresh_token: string, secret = client.secret) {
  const form = { grant_type: 'refresh_token', refresh_token, client_id: client.id, client_secret: secret };
  return trial.context.http.send({ method: 'POST', url: `${trial.address}/token`, form, effect: 'read' });
}
const refresh = async (token: string) => (await grant(token)).json(Tokens);

async function call(path: string, query = {}, headers: Record<string, string> = {}, json?: unknown) {
  const answer = await trial.context.http.send({
    method: json ? 'POST' : 'GET',
    url: trial.address + path,
    headers: { authorization: `Bearer ${access}`, 'x-company': companyId, ...headers },
    ...{ query, json, effect: 'read' },
  });
  return { status: answer.status, body: answer.json(z.record(z.string(), z.json())) };
}
const read = async (query: object) => (await call('/accountviewdata', query)).body;

test('a refresh token that a renewal gave is good for one use, a wrong secret for none', async () => {
  const { refresh_token } = await refresh(firstRefreshToken);
  expect((await grant(refresh_token)).status).toBe(200);
  expect((await grant(refresh_token)).json(z.json())).toEqual({ error: 'invalid_grant' });
  expect((await grant(firstRefreshToken, 'wrong')).json(z.json())).toEqual({ error: 'invalid_client' });
});

test('an access token lives for an hour', async () => {
  clock = new Date('2026-03-02T10:59:59Z');
  expect((await call('/accountviewdata', { BusinessObject: 'VA1' })).status).toBe(200);
  clock = new Date('2026-03-02T11:00:00Z');
  expect((await call('/accountviewdata', { BusinessObject: 'VA1' })).status).toBe(401);
});

test('the company is named by its id, not by the code that people see', async () => {
  const wrong = await call('/accountviewdata', { BusinessObject: 'VA1' }, { 'x-company': 'DEMO' });
  expect(wrong).toMatchObject({ status: 400, body: { ErrorType: 'AccountViewError' } });
});

test('rows come under their table, padded; a single row as an object; none without the table', async () => {
  const where = (value: string) => ({ FilterControlSource1: 'article.art_code', FilterValue1: value });
  const fields = { BusinessObject: 'ak1', Fields: 'article.art_code, article.qty_avail' };
  expect(await read({ ...fields, ...where('TAS') })).toEqual({
    ARTICLE: { ARTICLE_Id: 0, ART_CODE: 'TAS-ROOD'.padEnd(20), QTY_AVAIL: 14 },
  });
  expect(await read({ ...fields, ...where('B') })).toMatchObject({ ARTICLE: [{}, {}] });
  expect(await read({ ...fields, ...where('?') })).toEqual({});
});

test('pages go on by number or after a key, without a total', async () => {
  const page = (query: object) => read({ BusinessObject: 'VA1', PageSize: 4, Fields: 'VAT_CODE', ...query });
  const codes = (answer: Record<string, unknown>) => JSON.stringify(answer.VAT).match(/(?<=VAT_CODE":")\w+/g);
  expect(codes(await page({}))).toEqual(['0', '1', '2', '5']);
  expect(codes(await page({ PageNumber: 2 }))).toEqual(['6', 'B1', 'B2', 'D1']);
  expect(codes(await page({ lastKey: '5 ' }))).toEqual(['6', 'B1', 'B2', 'D1']);
  expect(await page({ PageNumber: 4 })).toEqual({});
});

const customer = { BookDate: '2026-03-02T00:00:00.000Z', BusinessObject: 'AR1' };
const debtor = (fields: [string, string][], values = fields.map(([, value]) => value)) => ({
  ...customer,
  Table: { Definition: { Name: 'CONTACT', Fields: fields.map(([Name]) => ({ Name, FieldType: 'C' })) } },
  TableData: { Data: { Rows: [{ Values: values }] } },
});

test('a write is read by position, gets its key and the capitals of its columns', async () => {
  const fields: [string, string][] = [
    ['RowId', '1'],
    ['SRC_CODE', '-'],
    ['ACCT_NAME', 'Nieuw'],
    ['CNT_CODE', 'be'],
  ];
  const { body } = await call('/AccountViewData', {}, {}, debtor(fields));
  expect(body).toMatchObject({ CONTACT: { SUB_NR: '10043     ', CNT_CODE: 'BE', ACCT_NAME: 'Nieuw'.padEnd(40) } });
  const since = {
    BusinessObject: 'AR1',
    FilterControlSource1: 'CONTACT.CNG_DATE',
    FilterOperator1: 'DateOnOrAfterDate',
  };
  expect(await read({ ...since, FilterValue1: '{^2026-03-02}' })).toMatchObject({ CONTACT: { SUB_NR: '10043     ' } });
  expect(await read({ ...since, FilterValue1: '{^2026-03-03}' })).toEqual({});
});

test.each([
  ['Veld ACCT_NAME is verplicht.', debtor([['SRC_CODE', '-']])],
  [
    'Veld ACCT_NAME is te lang.',
    debtor([
      ['SRC_CODE', '-'],
      ['ACCT_NAME', 'x'.repeat(41)],
    ]),
  ],
  ['Veld CONTACT.NONSENSE bestaat niet.', debtor([['NONSENSE', 'x']])],
  ['Het aantal waarden klopt niet met het aantal velden.', debtor([['ACCT_NAME', 'x']], [])],
  ['Boekjaar 2031 bestaat niet.', { ...debtor([]), BookDate: '2031-01-01T00:00:00.000Z' }],
])('refuses: %s', async (ErrorMessage, body) => {
  expect(await call('/accountviewdata', {}, {}, body)).toMatchObject({
    body: { ErrorType: 'AccountViewError', ErrorNumbers: null, ErrorMessage },
  });
  expect(await trial.control.received('accountview')).toEqual([]);
});

test('a person can add an article and change the stock', async () => {
  await trial.control.act('accountview', 'add-article', { code: 'vaas-1', description: 'Vaas', price: 12.5 });
  expect(await trial.control.act('accountview', 'change-stock', { code: 'vaas-1', stock: 7 })).toEqual({
    ok: true,
    key: 'VAAS-1',
  });
  const where = { FilterControlSource1: 'ARTICLE.ART_CODE', FilterValue1: 'VAAS-1' };
  expect(await read({ BusinessObject: 'AK1', ...where })).toMatchObject({ ARTICLE: { PX_SELL: 12.5, QTY_AVAIL: 7 } });
});
