import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectSandbox } from '#server/testing/flows.ts';
import { type Person, type RunningKoppel, runKoppel } from '#server/testing/running-koppel.ts';

let koppel: RunningKoppel;
let person: Person;
beforeAll(async () => {
  koppel = await runKoppel({ worker: false });
  person = await koppel.person('merchant');
});
afterAll(() => koppel.stop());

it('a file that a person brought shows its own columns before anything has run', async () => {
  const csv = await person.call('createConnection', { body: { connector: 'csv', name: 'Files' } });
  const file = await person.call('uploadFile', {
    body: { name: 'own.csv', text: 'bon;bedrag\n1042;12,50\n1043;7,00\n' },
  });
  const options = { file: file.id };
  const { records } = await person.call('peekConnection', {
    params: { id: csv.id },
    body: { operation: 'rows', options },
  });
  expect(records.map(({ body }) => body)).toEqual([
    { bon: '1042', bedrag: '12,50' },
    { bon: '1043', bedrag: '7,00' },
  ]);
});

it('a shop shows a few of its orders, and nothing is kept of the look', async () => {
  const shop = await connectSandbox(person, 'myonlinestore');
  const { records } = await person.call('peekConnection', { params: { id: shop }, body: { operation: 'orders' } });
  expect(records).toHaveLength(12);
  expect((await person.call('searchRecords', { query: {} })).items).toEqual([]);
});

it('a file that cannot be read says why', async () => {
  const csv = await person.call('createConnection', { body: { connector: 'csv', name: 'Files' } });
  const file = await person.call('uploadFile', { body: { name: 'no.csv', text: 'a,b,a\n1,2,3\n' } });
  const answer = await person.ask('peekConnection', {
    params: { id: csv.id },
    body: { operation: 'rows', options: { file: file.id } },
  });
  expect(answer).toMatchObject({ status: 409, body: { code: expect.stringMatching(/^csv\./) } });
});
