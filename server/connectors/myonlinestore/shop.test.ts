import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import * as z from 'zod';
import { allowPrivate } from '#server/outbound/addresses.ts';
import { createHttpClient } from '#server/outbound/client.ts';
import { shop } from './shop.ts';

let server: Server;
afterEach(() => server.close());

/** What asking a shop gives that answers everything with this. */
async function asking(status: number, type: string, body: string): Promise<unknown> {
  server = createServer((_request, response) => response.writeHead(status, { 'content-type': type }).end(body));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const host = `127.0.0.1:${port}`;
  const secrets = ['the-store-token', 'the-partner-token'];
  const now = () => new Date();
  const http = createHttpClient({ secrets, hosts: [host], mayReach: allowPrivate([host]), onExchange() {}, now });
  const settings = { storeToken: 'the-store-token', partnerToken: 'the-partner-token', address: `http://${host}` };
  const unused = () => Promise.reject(new Error('not needed here'));
  const context = {
    settings,
    http,
    now,
    lines: { connect: unused, reach: unused, ask: unused, download: unused },
    openFile: unused,
    token: unused,
    dropToken: unused,
    arrived: unused,
  };
  return shop.ask(context, { path: '/orders' }, z.array(z.json())).catch((error: unknown) => error);
}

test('a refusal of a newer route is told with the field it is about', async () => {
  const body = {
    title: 'Invalid Request',
    detail: 'Invalid data provided.',
    status: 422,
    errors: { limit: 'too big' },
  };
  expect(await asking(422, 'application/problem+json', JSON.stringify(body))).toMatchObject({
    name: 'PermanentError',
    problem: {
      code: 'myonlinestore.refused',
      params: { status: 422, message: 'Invalid Request Invalid data provided. limit: too big' },
    },
  });
});

test('a refusal of an older route is told in its own words', async () => {
  const body = JSON.stringify({ code: 400, message: 'Wrong date', description: 'use yyyy-mm-dd' });
  expect(await asking(400, 'application/json', body)).toMatchObject({
    problem: { code: 'myonlinestore.refused', params: { message: 'Wrong date use yyyy-mm-dd' } },
  });
});

test('a missing right loses the connection', async () => {
  expect(await asking(403, 'application/json', '{"code":403,"message":"No access"}')).toMatchObject({
    name: 'ConnectionLostError',
    problem: { code: 'myonlinestore.not-allowed' },
  });
});

test('a web page instead of orders is asked for again later, whatever its status', async () => {
  expect(await asking(200, 'text/html', '<html>Maintenance</html>')).toMatchObject({ name: 'TemporaryError' });
  server.close();
  expect(await asking(400, 'text/html', '<html>Bad</html>')).toMatchObject({
    problem: { code: 'myonlinestore.refused', params: { message: '<html>Bad</html>' } },
  });
});
