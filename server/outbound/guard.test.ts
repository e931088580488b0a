import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { Agent, request } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PermanentError } from '#server/errors.ts';
import { allowPrivate, isPublic } from './addresses.ts';
import { createHttpClient } from './client.ts';
import { guardedConnector } from './guard.ts';

let connections = 0;
const victim = createServer((_incoming, response) => response.end('inside')).on('connection', () => {
  connections += 1;
});
let port = 0;

beforeAll(async () => {
  await new Promise<void>((done) => victim.listen(0, '::', done));
  port = (victim.address() as AddressInfo).port;
});
afterAll(() => {
  victim.closeAllConnections();
  victim.close();
});

const codeOf = (sending: Promise<unknown>) =>
  sending
    .then(() => 'reached')
    .catch((error: unknown) => (error instanceof PermanentError ? error.problem.code : String(error)));

const clientFor = (hosts: string[], allowed: string[] = []) =>
  createHttpClient({
    secrets: [],
    hosts,
    mayReach: allowPrivate(allowed),
    onExchange: () => {},
    now: () => new Date(),
  });

describe('An address inside the house', () => {
  const hosts = [
    '127.0.0.1',
    'localhost',
    'LOCALHOST',
    '127.1',
    '2130706433',
    '0x7f.0.0.1',
    '0177.0.0.1',
    '0.0.0.0',
    '0',
    '127.127.127.127',
    '１２７.0.0.1',
    '127。0。0。1',
    '[::1]',
    '[::]',
    '[::ffff:127.0.0.1]',
    '[::ffff:7f00:1]',
    '[64:ff9b::7f00:1]',
    '[2002:7f00:1::]',
    '[::127.0.0.1]',
    '[fe80::1]',
    '[fd00::1]',
    '10.0.0.1',
    '172.16.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '168.63.129.16',
    '224.0.0.1',
    '255.255.255.255',
    '[2001::7f00:1]',
  ];
  test.each(hosts)('%s is refused and nothing is sent', async (host) => {
    const url = new URL(`http://${host}:${port}/`);
    const before = connections;
    const sending = clientFor([url.hostname]).send({ method: 'GET', url: `http://${host}:${port}/`, effect: 'read' });
    expect(await codeOf(sending)).toBe('http.address-not-allowed');
    expect(connections).toBe(before);
  });

  test('is reached when the operator allows it, on the port that was allowed', async () => {
    const allowed = clientFor(['127.0.0.1'], [`127.0.0.1:${port}`]);
    expect((await allowed.send({ method: 'GET', url: `http://127.0.0.1:${port}/`, effect: 'read' })).text).toBe(
      'inside',
    );
    const otherPort = clientFor(['127.0.0.1'], ['127.0.0.1:1']);
    expect(await codeOf(otherPort.send({ method: 'GET', url: `http://127.0.0.1:${port}/`, effect: 'read' }))).toBe(
      'http.address-not-allowed',
    );
    const byName = clientFor(['localhost'], ['localhost']);
    expect((await byName.send({ method: 'GET', url: `http://localhost:${port}/`, effect: 'read' })).text).toBe(
      'inside',
    );
  });

  test('is not reached over a socket that another allow-list opened', async () => {
    const url = `http://127.0.0.1:${port}/`;
    await clientFor(['127.0.0.1'], ['127.0.0.1']).send({ method: 'GET', url, effect: 'read' });
    expect(await codeOf(clientFor(['127.0.0.1']).send({ method: 'GET', url, effect: 'read' }))).toBe(
      'http.address-not-allowed',
    );
  });
});

describe('A name', () => {
  const asking = (connect: ReturnType<typeof guardedConnector>) =>
    request(`http://shop.example:${port}/`, { dispatcher: new Agent({ connect }) }).then(({ body }) => body.text());

  test('that has one private address among public ones is refused', async () => {
    const resolve = async () => [
      { address: '93.184.215.14', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ];
    expect(await codeOf(asking(guardedConnector(() => false, resolve)))).toBe('http.address-not-allowed');
  });

  test('is resolved once, and the socket goes to the address that was checked', async () => {
    let asked = 0;
    const resolve = async () => {
      asked += 1;
      return [{ address: '127.0.0.1', family: 4 }];
    };
    expect(await asking(guardedConnector(() => true, resolve))).toBe('inside');
    expect(asked).toBe(1);
  });
});

describe('A request', () => {
  test('to a host that the connection does not own is refused before anything is opened', async () => {
    const before = connections;
    const client = clientFor(['api.shop.example'], ['127.0.0.1']);
    expect(await codeOf(client.send({ method: 'GET', url: `http://127.0.0.1:${port}/`, effect: 'read' }))).toBe(
      'http.host-not-allowed',
    );
    expect(connections).toBe(before);
  });

  test.each(['ftp://shop.example/', 'file:///etc/passwd', 'http://user:pass@shop.example/', 'shop.example', ''])(
    'to "%s" is refused',
    async (url) => {
      expect(await codeOf(clientFor(['shop.example', '']).send({ method: 'GET', url, effect: 'read' }))).toBe(
        'http.address-wrong',
      );
    },
  );

  test('cannot smuggle a header', async () => {
    const client = clientFor(['127.0.0.1'], ['127.0.0.1']);
    const headers = { authorization: 'Bearer a\r\nx-more: 1' };
    expect(
      await codeOf(client.send({ method: 'GET', url: `http://127.0.0.1:${port}/`, headers, effect: 'read' })),
    ).toBe('http.request-wrong');
  });
});

test('An address is public only when it lies on the public internet, however an IPv4 address is dressed up', () => {
  expect(['8.8.8.8', '93.184.215.14', '2a00:1450:4001::1'].filter(isPublic)).toHaveLength(3);
  const octet = fc.integer({ min: 0, max: 255 });
  const inside = fc.oneof(
    fc.tuple(fc.constant(10), octet, octet, octet),
    fc.tuple(fc.constant(127), octet, octet, octet),
    fc.tuple(fc.constant(192), fc.constant(168), octet, octet),
    fc.tuple(fc.constant(169), fc.constant(254), octet, octet),
    fc.tuple(fc.constant(172), fc.integer({ min: 16, max: 31 }), octet, octet),
  );
  fc.assert(
    fc.property(inside, ([a, b, c, d]) => {
      const hex = [a * 256 + b, c * 256 + d].map((part) => part.toString(16)).join(':');
      const dressed = [`${a}.${b}.${c}.${d}`, `::ffff:${hex}`, `::${hex}`, `64:ff9b::${hex}`, `2002:${hex}::`];
      return dressed.every((address) => !isPublic(address));
    }),
  );
});
