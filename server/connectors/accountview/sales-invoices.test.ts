import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTrial, type Trial } from '#server/sandboxes/trial.ts';
import type { Json } from '../connector.ts';
import samples from './invoice-samples.json' with { type: 'json' };

let trial: Trial;
beforeEach(async () => {
  trial = await startTrial('accountview', { now: () => new Date('2026-03-02T10:00:00Z') });
});
afterEach(() => trial.close());

type Kind = 'sales-orders' | 'sales-invoices';
const [sample] = samples;
const order = (customer = {}, record = {}): Json => ({
  ...sample?.body,
  ...record,
  customer: { ...sample?.body.customer, ...customer },
});
const write = async (kind: Kind, record: Json, options = {}) =>
  trial.connector.targets[kind]?.write(trial.context, options, record, 'key');
const received = async () => (await trial.control.received('accountview')) ?? [];

test('an invoice is a balanced page of the chosen journal, with term and method of payment', async () => {
  await write('sales-invoices', order(), { journal: '710', revenueAccount: '8010' });
  expect(await received()).toMatchObject([
    {
      what: 'DJ2',
      body: {
        header: {
          ...{ DJ_CODE: '710', INV_NR: '20870', SUB_NR: '10040' },
          PAGE_AMT: 55.45,
          CRED_DAYS: 14,
          PAY_TYPE: 'IDEAL',
        },
        lines: [
          { ACCT_NR: '1210', AMOUNT: 55.45, VAT_AMT: 0 },
          { ACCT_NR: '8010', AMOUNT: -40.91, VAT_AMT: -8.59, VAT_CODE: '1' },
          { ACCT_NR: '8010', AMOUNT: -4.92, VAT_AMT: -1.03, VAT_CODE: '1' },
        ],
      },
    },
  ]);
});

test('an order carries term and method of payment too', async () => {
  await write('sales-orders', order({}, { paymentDays: '30' }));
  expect(await received()).toMatchObject([{ body: { header: { CRED_DAYS: 30, PAY_TYPE: 'IDEAL' } } }]);
});

test('an invoice of another journal with the same number is another invoice', async () => {
  await write('sales-invoices', order(), { journal: '710' });
  const find = (journal: string) =>
    trial.connector.targets['sales-invoices']?.find?.(trial.context, { journal }, order(), 'key');
  expect(await find('710')).toMatchObject({ id: '26000201' });
  expect(await find('700')).toBeNull();
});

test('products must exist before an invoice is made', async () => {
  const [line] = sample?.body.lines ?? [];
  const unknown = order({}, { lines: [{ ...line, articleCode: 'ONBEKEND' }] });
  await expect(write('sales-invoices', unknown)).rejects.toThrow('accountview.article-missing');
  expect(await received()).toEqual([]);
});

const moved = {
  name: 'Noor Voorbeeld',
  company: 'Voorbeeld Keukens B.V.',
  email: 'inkoop@voorbeeldkeukens.example',
  street: 'Nieuwekade 1',
  postalCode: '9999XX',
  city: 'Groningen',
};

test('a known customer is brought up to date where the step says so, and only when something differs', async () => {
  await write('sales-orders', order(moved, { orderNumber: '1' }));
  expect((await received()).map(({ what }) => what)).toEqual(['SO1']);
  for (const orderNumber of ['2', '3'])
    await write('sales-orders', order(moved, { orderNumber }), { knownCustomers: 'update' });
  const all = await received();
  expect(all.map(({ what }) => what)).toEqual(['SO1', 'AR1 changed', 'SO1', 'SO1']);
  expect(all[1]).toMatchObject({
    id: '10041',
    body: { header: { ACCT_NAME: 'Voorbeeld Keukens B.V.', MAIN_CONT: 'Noor Voorbeeld', ADDRESS1: 'Nieuwekade 1' } },
  });
});

test('a company is a debtor with its person as the contact, a person a debtor of their own', async () => {
  const company = { company: 'Nieuw B.V.', name: 'Eva Nieuw', email: 'eva@nieuw.example' };
  await write('sales-orders', order(company, { orderNumber: '1' }));
  await write(
    'sales-orders',
    order({ company: '', name: 'Ali Nieuw', email: 'ali@nieuw.example' }, { orderNumber: '2' }),
  );
  const debtors = (await received()).filter(({ what }) => what === 'AR1');
  expect(debtors).toMatchObject([
    { body: { header: { ACCT_NAME: 'Nieuw B.V.', MAIN_CONT: 'Eva Nieuw' } } },
    { body: { header: { ACCT_NAME: 'Ali Nieuw', MAIN_CONT: '' } } },
  ]);
});
