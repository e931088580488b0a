import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { ConnectionLostError } from '#server/errors.ts';
import { allowPrivate } from '#server/outbound/addresses.ts';
import { createHttpClient } from '#server/outbound/client.ts';
import { startTrial, type Trial } from '#server/sandboxes/trial.ts';
import type { Source, Target } from '../connector.ts';
import { readToEnd } from '../read-to-end.ts';
import { filledText } from './template.ts';

let trial: Trial | null = null;
let server: Server | null = null;
afterEach(async () => {
  await trial?.close();
  trial = null;
  server?.close();
  server = null;
});

async function start(size = 12) {
  trial = await startTrial('http', { size });
  return trial;
}

const sourceOf = ({ connector }: Trial, name: string): Source => {
  const source = connector.sources[name];
  if (!source) throw new Error(`there is no source ${name}`);
  return source;
};
const targetOf = ({ connector }: Trial, name: string): Target => {
  const target = connector.targets[name];
  if (!target) throw new Error(`there is no target ${name}`);
  return target;
};

/** An API that gives one answer to everything, and what it was asked with. */
async function answering(status: number, type: string, body: string) {
  const asked: { body: string; headers: NodeJS.Dict<string | string[]> }[] = [];
  server = createServer(async (request, response) => {
    let text = '';
    for await (const chunk of request) text += String(chunk);
    asked.push({ body: text, headers: request.headers });
    response.writeHead(status, { 'content-type': type }).end(body);
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const { connector, contextFor } = await start();
  const host = `127.0.0.1:${port}`;
  const now = () => new Date();
  const http = createHttpClient({ secrets: [], hosts: [host], mayReach: allowPrivate([host]), onExchange() {}, now });
  return { asked, connector, context: { ...contextFor({ address: `http://${host}`, auth: 'none' }), http } };
}

describe('A list that is described in a form', () => {
  test.each([
    ['by-page', { paging: 'page', pageParam: 'page' }],
    ['by-offset', { paging: 'offset', pageParam: 'offset' }],
    ['by-cursor', { paging: 'cursor', pageParam: 'after', nextAt: 'meta.next' }],
    ['by-link', { paging: 'link' }],
    ['by-next-url', { paging: 'next-url', nextAt: 'meta.next' }],
  ])('is read whole %s', async (name, paging) => {
    const it = await start(230);
    const records = sourceOf(it, 'records');
    const exampleOptions = {
      path: `/shop/${name}/orders`,
      list: 'orders',
      key: 'orderNumber',
      sizeParam: 'limit',
      ...paging,
    };
    const { keys } = await readToEnd({ ...records, exampleOptions }, it.context, null);
    expect(keys).toEqual(Array.from({ length: 230 }, (_, place) => String(5001 + place)));
  });

  test('gives a person its number and what the form shows beside it', async () => {
    const it = await start();
    const { records } = await readToEnd(sourceOf(it, 'records'), it.context, null);
    expect(records[0]).toMatchObject({ key: '5001', title: '5001 · Sample Customer One', body: { total: 12.5 } });
  });

  test('whose records lack the number is no list of records, and nothing is skipped', async () => {
    const it = await start();
    const records = sourceOf(it, 'records');
    const reading = records.read(it.context, { ...records.exampleOptions, key: 'number' }, null);
    await expect(reading).rejects.toThrow('http.unexpected-answer');
  });

  test('without a path for one record says so when one is asked for', async () => {
    const it = await start();
    const records = sourceOf(it, 'records');
    const again = records.readOne?.(it.context, { path: '/shop/by-page/orders' }, '5001');
    await expect(again).rejects.toThrow('http.no-path-for-one');
  });
});

describe('Signing in with OAuth 2', () => {
  const client = { clientId: 'sandbox-client', clientSecret: 'sandbox-secret' };

  test.each(['basic', 'form', 'json'])('by client id and secret, sent as %s', async (tokenAs) => {
    const { address, contextFor, connector } = await start();
    const oauth = { ...client, address, auth: 'client-credentials', tokenUrl: `${address}/token`, tokenAs };
    expect(await connector.check(contextFor(oauth))).toMatchObject([{ ok: true }, { ok: true }]);
    const wrong = contextFor({ ...oauth, clientSecret: 'another-secret' });
    expect(await connector.check(wrong)).toMatchObject([{ ok: true }, { problem: { code: 'http.key-refused' } }]);
  });

  test('by a person who has not given access yet says how', async () => {
    const it = await start();
    const code = { ...client, address: it.address, auth: 'code', tokenUrl: `${it.address}/code/token` };
    const reading = sourceOf(it, 'records').read(it.contextFor(code), {}, null);
    await expect(reading).rejects.toThrow(ConnectionLostError);
    await expect(reading).rejects.toThrow('system.access-not-given');
  });
});

describe('A record', () => {
  const customer = { email: 'one@customers.example', name: 'One' };
  const write = (it: Trial, name: string, body = customer) =>
    targetOf(it, name).write(it.context, targetOf(it, name).exampleOptions ?? {}, body, body.email);

  test('is made once, and found by its key', async () => {
    const it = await start();
    expect(await write(it, 'create')).toEqual({ id: '1' });
    const { find, exampleOptions = {} } = targetOf(it, 'create');
    expect(await find?.(it.context, exampleOptions, customer, customer.email)).toEqual({ id: '1' });
    expect(await find?.(it.context, exampleOptions, {}, 'two@customers.example')).toBeNull();
  });

  test('is changed where it is', async () => {
    const it = await start();
    await write(it, 'change');
    expect(await write(it, 'change', { ...customer, name: 'Won' })).toEqual({ id: '1', made: 'updated' });
    const names = (await it.control.received('http'))?.map(({ body }) => body);
    expect(names).toEqual([customer, { ...customer, name: 'Won' }]);
  });

  test('travels by GraphQL, whose errors are refusals although the status is good', async () => {
    const it = await start();
    expect(await write(it, 'mutation')).toEqual({ id: 'req-1' });
    await it.close();
    trial = null;
    const { connector, context } = await answering(200, 'application/json', '{"errors":[{"message":"no such field"}]}');
    const options = { query: 'mutation { x }' };
    await expect(connector.targets.mutation?.write(context, options, {}, 'a')).rejects.toThrow('http.refused');
  });

  test('is refused where a mutation lists what is wrong with it', async () => {
    const { connector, context } = await answering(
      200,
      'application/json',
      '{"data":{"x":{"userErrors":[{"field":"sku"}]}}}',
    );
    const writing = connector.targets.mutation?.write(context, { query: 'm', errorsAt: 'data.x.userErrors' }, {}, 'a');
    await expect(writing).rejects.toMatchObject({
      problem: { code: 'http.refused', params: { answer: '[{"field":"sku"}]' } },
    });
  });

  test('travels by JSON-RPC, and its error is a refusal', async () => {
    const good = await answering(200, 'application/json', '{"jsonrpc":"2.0","id":"a","result":{"id":7}}');
    const options = { method: 'order.create', resultId: 'result.id' };
    expect(await good.connector.targets.rpc?.write(good.context, options, { n: 1 }, 'a')).toEqual({ id: '7' });
    expect(JSON.parse(good.asked[0]?.body ?? '')).toEqual({
      jsonrpc: '2.0',
      id: 'a',
      method: 'order.create',
      params: { n: 1 },
    });
    server?.close();
    await trial?.close();
    const bad = await answering(200, 'application/json', '{"jsonrpc":"2.0","id":"a","error":{"code":-32602}}');
    await expect(bad.connector.targets.rpc?.write(bad.context, options, {}, 'a')).rejects.toThrow('http.refused');
  });

  test('travels as SOAP, and a fault is a refusal although it comes with 500', async () => {
    const fault =
      '<soap:Envelope><soap:Body><soap:Fault><faultstring>No</faultstring></soap:Fault></soap:Body></soap:Envelope>';
    const { connector, context, asked } = await answering(500, 'text/xml', fault);
    const options = { template: '<a>{name}</a>', soapAction: 'urn:create' };
    await expect(connector.targets.envelope?.write(context, options, { name: 'A&B' }, 'a')).rejects.toThrow(
      'http.refused',
    );
    expect(asked[0]).toMatchObject({
      body: '<a>A&amp;B</a>',
      headers: { soapaction: '"urn:create"', 'content-type': 'text/xml; charset=utf-8' },
    });
  });
});

describe('A text with placeholders', () => {
  test('repeats its lines, and writes values so that they cannot become markup or placeholders', () => {
    const record = { no: 'A<1>', who: '{no}', note: null, lines: [{ sku: 'x&y' }, { sku: '"z"' }], tags: ['a', 'b'] };
    const template = '{no}|{who}|{note}|{#lines}<l n="{sku}" of="{no}"/>{/lines}{#tags}[{value}]{/tags}{#none}-{/none}';
    expect(filledText(template, record)).toBe(
      'A&lt;1&gt;|{no}||<l n="x&amp;y" of="A&lt;1&gt;"/><l n="&quot;z&quot;" of="A&lt;1&gt;"/>[a][b]',
    );
  });

  test('without the field that it needs stays here', () => {
    expect(() => filledText('{x.y}', { x: {} })).toThrow('http.field-missing');
  });
});
