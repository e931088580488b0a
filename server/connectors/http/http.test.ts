import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ConnectionLostError, PermanentError, TemporaryError } from '#server/errors.ts';
import { startTrial, type Trial } from '#server/sandboxes/trial.ts';
import type { ConnectorContext, Json } from '../connector.ts';
import { addressFor } from './address.ts';

let trial: Trial;
beforeAll(async () => {
  trial = await startTrial('http');
});
beforeEach(() => trial.control.reset('http'));
afterAll(() => trial.close());

const order: Json = { orderNumber: 'A 1', customer: { id: 7 } };

async function write(options: Record<string, unknown> = {}, context: ConnectorContext = trial.context, record = order) {
  const { json } = trial.connector.targets;
  if (!json) throw new Error('the connector has no target');
  return json.write(context, options, record, 'A 1');
}

const received = async () => (await trial.control.received('http'))?.map(({ what, id, body }) => ({ what, id, body }));

const problemOf = async (writing: Promise<unknown>) => {
  const error: unknown = await writing.then(() => null).catch((thrown: unknown) => thrown);
  const isFault =
    error instanceof PermanentError || error instanceof TemporaryError || error instanceof ConnectionLostError;
  return isFault ? { name: error.name, ...error.problem } : error;
};

async function writeList(keys: string[], options: Record<string, unknown> = {}) {
  const { json } = trial.connector.targets;
  if (!json?.writeMany) throw new Error('the connector takes no lists');
  const records = keys.map((key) => ({ key, record: { orderNumber: key } }));
  return json.writeMany.write(trial.context, { together: 'list', ...options }, records);
}

describe('Records sent to a web address as a list', () => {
  test('are one request, and only where the step says so', async () => {
    const most = trial.connector.targets.json?.writeMany?.most;
    expect([most?.({}), most?.({ together: 'list' })]).toEqual([1, 100]);
    expect(await writeList(['A 1', 'A 2'])).toEqual([{ written: { id: 'A 1' } }, { written: { id: 'A 2' } }]);
    expect(await received()).toEqual([
      { what: 'POST /', id: 'req-1', body: [{ orderNumber: 'A 1' }, { orderNumber: 'A 2' }] },
    ]);
  });

  test('are tried in halves when the list is refused, until the bad one stands alone', async () => {
    await trial.control.fault('http', 'refuse', 2);
    const ends = await writeList(['A 1', 'A 2', 'A 3']);
    expect(ends.map((end) => ('error' in end ? end.error.problem.code : 'written'))).toEqual([
      ...['written', 'written', 'written'],
    ]);
    expect((await received())?.map(({ body }) => body)).toEqual([
      [{ orderNumber: 'A 1' }],
      [{ orderNumber: 'A 2' }],
      [{ orderNumber: 'A 3' }],
    ]);
    await trial.control.fault('http', 'refuse', 3);
    const [first, second] = await writeList(['A 4', 'A 5']);
    expect(first && 'error' in first && first.error).toBeInstanceOf(PermanentError);
    expect(second && 'error' in second && second.error).toBeInstanceOf(PermanentError);
  });

  test('have no known outcome when the answer is lost', async () => {
    await trial.control.fault('http', 'half-answer', 1);
    const error: unknown = await writeList(['A 1', 'A 2']).catch((thrown: unknown) => thrown);
    expect(error instanceof TemporaryError && error.outcomeUnknown).toBe(true);
  });
});

describe('A record sent to a web address', () => {
  test('arrives as JSON where the step says, and gets the id of the answer', async () => {
    expect(await write()).toEqual({ id: 'req-1' });
    expect(await write({ method: 'PUT', path: '/orders/{orderNumber}/customers/{customer.id}?x=1' })).toEqual({
      id: 'req-2',
    });
    expect(await received()).toEqual([
      { what: 'POST /', id: 'req-1', body: order },
      { what: 'PUT /orders/A 1/customers/7', id: 'req-2', body: order },
    ]);
  });

  test('carries a key that is the same for every attempt and another one when the content changed', async () => {
    const keys: (string | undefined)[] = [];
    const watching: ConnectorContext = {
      ...trial.context,
      http: {
        send(request) {
          keys.push(request.headers?.['idempotency-key']);
          return trial.context.http.send(request);
        },
      },
    };
    await write({}, watching);
    await write({}, watching);
    await write({}, watching, { orderNumber: 'A 1', customer: { id: 8 } });
    expect(keys[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(keys[1]).toBe(keys[0]);
    expect(keys[2]).not.toBe(keys[0]);
  });

  test('that is refused needs a person, and the answer says why', async () => {
    await trial.control.fault('http', 'refuse', 1);
    const answer = '{"error":"refused, as the sandbox was told to"}';
    expect(await problemOf(write())).toEqual({
      name: 'PermanentError',
      code: 'http.refused',
      params: { status: 422, answer },
    });
    expect(await received()).toEqual([]);
  });

  test('with a wrong key loses the connection', async () => {
    const context = trial.contextFor({ ...trial.context.settings, key: 'wrong-key' });
    expect(await problemOf(write({}, context))).toMatchObject({
      name: 'ConnectionLostError',
      code: 'http.key-refused',
    });
  });

  test('counts as sent only when the answer contains what the step expects', async () => {
    expect(await write({ mustContain: '"id"' })).toEqual({ id: 'req-1' });
    expect(await problemOf(write({ mustContain: '"success":true' }))).toMatchObject({ code: 'http.not-confirmed' });
  });

  test('without the field that the path needs stays here', async () => {
    const problem = { name: 'PermanentError', code: 'http.field-missing', params: { field: 'customer.name' } };
    expect(await problemOf(write({ path: '/{customer.name}' }))).toEqual(problem);
    expect(await received()).toEqual([]);
  });
});

describe('The address of a record', () => {
  test.each([
    { base: 'https://api.shop.example', path: '', becomes: 'https://api.shop.example/' },
    { base: 'https://api.shop.example/v1/', path: '/orders', becomes: 'https://api.shop.example/v1/orders' },
    { base: 'https://api.shop.example/v1?key=k', path: 'orders', becomes: 'https://api.shop.example/v1/orders?key=k' },
    { base: 'https://api.shop.example/hook', path: '?a={n}', becomes: 'https://api.shop.example/hook?a=1%2F2' },
    { base: 'https://api.shop.example', path: '/o/{n}', becomes: 'https://api.shop.example/o/1%2F2' },
  ])('$base and "$path" make $becomes', ({ base, path, becomes }) => {
    expect(addressFor(base, path, { n: '1/2' })).toBe(becomes);
  });

  test.each(['..', '.', '', null, {}, true])('does not climb or break on %j', (n) => {
    expect(() => addressFor('https://api.shop.example/v1', '/orders/{n}', { n })).toThrow('http.field-missing');
  });

  test('never leaves the host of the connection', () => {
    const paths = ['//evil.example/x', 'https://evil.example/', '/{n}', '\\\\evil.example', '@evil.example'];
    const hosts = paths.map(
      (path) => new URL(addressFor('https://api.shop.example', path, { n: '//evil.example' })).host,
    );
    expect(hosts.every((host) => host === 'api.shop.example')).toBe(true);
  });
});
