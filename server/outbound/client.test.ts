import { createServer as createTcpServer, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { platformProblems } from '#flows/problems/index.ts';
import { PermanentError, TemporaryError } from '#server/errors.ts';
import { clientFor, closeAll, closers, httpServer, listening, read, tcpServer, write } from './little-servers.ts';

afterEach(closeAll);

/** What is thrown, in short; it must be one of the house's errors and its code must have words. */
async function faultOf(sending: Promise<unknown>) {
  const error: unknown = await sending.then(() => null).catch((thrown: unknown) => thrown);
  if (!(error instanceof TemporaryError || error instanceof PermanentError)) throw new Error(`not a fault: ${error}`);
  expect(Object.keys(platformProblems)).toContain(error.problem.code);
  if (error instanceof PermanentError) return { permanent: error.problem.code };
  const { outcomeUnknown, retryAfterSeconds } = error;
  return { temporary: error.problem.code, outcomeUnknown, ...(retryAfterSeconds !== null && { retryAfterSeconds }) };
}

describe('An answer that came whole', () => {
  test('is given with its status, headers and parsed body', async () => {
    const host = await httpServer((_request, response) => {
      response.writeHead(201, { 'content-type': 'application/json', 'x-id': '7' }).end('{"id":7}');
    });
    const answer = await clientFor(host).client.send({ ...write, url: `http://${host}/orders` });
    expect(answer).toMatchObject({ status: 201, headers: { 'x-id': '7' }, text: '{"id":7}' });
    expect(answer.json(z.object({ id: z.number() }))).toEqual({ id: 7 });
  });

  test('sends JSON, forms and texts with their content types, and the query', async () => {
    const seen: string[] = [];
    const host = await httpServer(async (request, response) => {
      const body = (await request.toArray()).join('');
      seen.push(`${request.method} ${request.url} ${request.headers['content-type']} ${body}`);
      response.end();
    });
    const { client } = clientFor(host);
    const url = `http://${host}/x?a=1`;
    await client.send({ ...write, url, query: { b: 'ü', c: undefined, d: 2 } });
    await client.send({ method: 'PUT', effect: 'write', url, form: { grant: 'a b' } });
    await client.send({ method: 'PATCH', effect: 'write', url, text: '<a/>', headers: { 'Content-Type': 'text/xml' } });
    expect(seen).toEqual([
      'POST /x?a=1&b=%C3%BC&d=2 application/json {"a":1}',
      'PUT /x?a=1 application/x-www-form-urlencoded grant=a+b',
      'PATCH /x?a=1 text/xml <a/>',
    ]);
  });

  test.each([400, 401, 403, 404, 409, 422])('status %i comes back for the connector to judge', async (status) => {
    const host = await httpServer((_request, response) => response.writeHead(status).end('{"why":"no"}'));
    const answer = await clientFor(host).client.send({ ...write, url: `http://${host}/` });
    expect(answer).toMatchObject({ status, excerpt: '{"why":"no"}' });
  });

  test('is unpacked, and read in the character set that it names', async () => {
    const host = await httpServer((request, response) => {
      if (request.url === '/packed') response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync('grün'));
      else
        response
          .writeHead(200, { 'content-type': 'text/plain; charset=windows-1252' })
          .end(Buffer.from('grün', 'latin1'));
    });
    const { client } = clientFor(host);
    expect((await client.send({ ...read, url: `http://${host}/packed` })).text).toBe('grün');
    expect((await client.send({ ...read, url: `http://${host}/` })).text).toBe('grün');
  });
});

test("a broken server's answer comes back where the request recognizes it as the system's own refusal", async () => {
  const host = await httpServer((request, response) =>
    response.writeHead(500).end(request.url === '/own' ? '{"ErrorMessage":"closed"}' : '<h1>Bad gateway</h1>'),
  );
  const { client } = clientFor(host);
  const asking = { ...write, isRefusal: (text: string) => text.includes('ErrorMessage') };
  expect(await client.send({ ...asking, url: `http://${host}/own` })).toMatchObject({ status: 500 });
  expect(await faultOf(client.send({ ...asking, url: `http://${host}/page` }))).toEqual({
    temporary: 'http.server-error',
    outcomeUnknown: true,
  });
});

test('a request can ask for its own time', async () => {
  const host = await httpServer((_request, response) => void setTimeout(() => response.end('late'), 60_000).unref());
  const sending = clientFor(host, { timeoutMs: undefined }).client.send({
    ...read,
    url: `http://${host}/`,
    timeoutMs: 50,
  });
  expect(await faultOf(sending)).toEqual({ temporary: 'http.time-out', outcomeUnknown: false });
});

test('a write does not leave when its batch is no longer ours', async () => {
  let asked = 0;
  const host = await httpServer((_request, response) => {
    asked += 1;
    response.end();
  });
  const mayWrite = () => {
    throw new Error('lost');
  };
  const { client } = clientFor(host, { mayWrite });
  await expect(client.send({ ...write, url: `http://${host}/` })).rejects.toThrow('lost');
  await client.send({ ...read, url: `http://${host}/` });
  expect(asked).toBe(1);
});

describe('A status that says no for now', () => {
  const cases = [
    {
      status: 429,
      headers: { 'retry-after': '17' },
      becomes: { temporary: 'http.too-many-requests', retryAfterSeconds: 17 },
      unknown: false,
    },
    {
      status: 429,
      headers: { 'retry-after': 'Sat, 21 Nov 2026 10:01:30 GMT' },
      becomes: { temporary: 'http.too-many-requests', retryAfterSeconds: 90 },
      unknown: false,
    },
    {
      status: 429,
      headers: { 'retry-after': 'Fri, 20 Nov 2026 10:00:00 GMT' },
      becomes: { temporary: 'http.too-many-requests', retryAfterSeconds: 0 },
      unknown: false,
    },
    {
      status: 429,
      headers: { 'retry-after': 'soon' },
      becomes: { temporary: 'http.too-many-requests' },
      unknown: false,
    },
    {
      status: 503,
      headers: { 'retry-after': '5' },
      becomes: { temporary: 'http.not-available', retryAfterSeconds: 5 },
      unknown: false,
    },
    { status: 500, headers: {}, becomes: { temporary: 'http.server-error' }, unknown: true },
    { status: 502, headers: {}, becomes: { temporary: 'http.server-error' }, unknown: true },
    { status: 504, headers: {}, becomes: { temporary: 'http.server-error' }, unknown: true },
  ];
  test.each(cases)('$status with $headers is temporary', async ({ status, headers, becomes, unknown }) => {
    const host = await httpServer((_request, response) => response.writeHead(status, headers).end('<h1>no</h1>'));
    const { client } = clientFor(host);
    const url = `http://${host}/`;
    expect(await faultOf(client.send({ ...read, url }))).toEqual({ ...becomes, outcomeUnknown: false });
    expect(await faultOf(client.send({ ...write, url }))).toEqual({ ...becomes, outcomeUnknown: unknown });
  });

  test.each([301, 302, 303, 307, 308])('%i is never followed and never "done"', async (status) => {
    let asked = 0;
    const host = await httpServer((_request, response) => {
      asked += 1;
      response.writeHead(status, { location: '/elsewhere' }).end();
    });
    expect(await faultOf(clientFor(host).client.send({ ...write, url: `http://${host}/` }))).toEqual({
      permanent: 'http.redirect',
    });
    expect(asked).toBe(1);
  });
});

describe('A line that breaks', () => {
  const head = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n';
  const drip = (socket: Socket) => {
    socket.write(`${head}content-length: 1000\r\n\r\n`);
    const timer = setInterval(() => socket.write('x'), 50);
    closers.push(() => clearInterval(timer));
  };
  const cases: { does: string; onRequest: (socket: Socket) => void; code: string }[] = [
    { does: 'accepts and never answers', onRequest: () => {}, code: 'http.time-out' },
    { does: 'drips one byte at a time', onRequest: drip, code: 'http.time-out' },
    { does: 'closes after reading the request', onRequest: (socket) => socket.end(), code: 'http.connection-lost' },
    {
      does: 'resets after reading the request',
      onRequest: (socket) => socket.resetAndDestroy(),
      code: 'http.connection-lost',
    },
    {
      does: 'answers less than it promised',
      onRequest: (socket) => socket.end(`${head}content-length: 100\r\n\r\n{"id":`),
      code: 'http.half-answer',
    },
    {
      does: 'cuts a chunk',
      onRequest: (socket) => socket.end(`${head}transfer-encoding: chunked\r\n\r\n20\r\n{"id":`),
      code: 'http.half-answer',
    },
    {
      does: 'cuts a packed answer',
      onRequest: (socket) => {
        const packed = gzipSync('{"id":7}').subarray(0, 15);
        socket.write(`${head}content-encoding: gzip\r\ncontent-length: ${packed.length}\r\n\r\n`);
        socket.end(packed);
      },
      code: 'http.half-answer',
    },
  ];
  test.each(cases)('a server that $does leaves the outcome of a write unknown', async ({ onRequest, code }) => {
    const host = await tcpServer(onRequest);
    const { client, exchanges } = clientFor(host);
    const url = `http://${host}/`;
    expect(await faultOf(client.send({ ...write, url }))).toEqual({ temporary: code, outcomeUnknown: true });
    expect(await faultOf(client.send({ ...read, url }))).toEqual({ temporary: code, outcomeUnknown: false });
    expect(exchanges.map(({ fault }) => `http.${fault}`)).toEqual([code, code]);
  });

  test.each([
    { what: 'a web page', body: '<html>Please sign in</html>', code: 'http.not-json' },
    { what: 'broken JSON', body: '{"id":', code: 'http.not-json' },
    { what: 'another shape', body: '{"number":7}', code: 'http.unexpected-answer' },
  ])('200 with $what is never "done"', async ({ body, code }) => {
    const host = await httpServer((_request, response) => response.end(body));
    const { client } = clientFor(host);
    const asking = async (kind: typeof read | typeof write) =>
      (await client.send({ ...kind, url: `http://${host}/` })).json(z.object({ id: z.number() }));
    expect(await faultOf(asking(write))).toEqual({ temporary: code, outcomeUnknown: true });
    expect(await faultOf(asking(read))).toEqual({ temporary: code, outcomeUnknown: false });
  });

  test('a refused connection and an unknown name were certainly not sent', async () => {
    const closing = createTcpServer();
    const dead = await listening(closing);
    closing.close();
    const { client } = clientFor(dead, { hosts: [dead, 'no-such-shop.example'] });
    const refused = { temporary: 'http.nobody-there', outcomeUnknown: false };
    expect(await faultOf(client.send({ ...write, url: `http://${dead}/` }))).toEqual(refused);
    const unknown = {
      temporary: expect.stringMatching(/^http\.(?:unknown-name|not-reachable)$/),
      outcomeUnknown: false,
    };
    expect(await faultOf(client.send({ ...write, url: 'http://no-such-shop.example/' }))).toEqual(unknown);
  });

  test('a stopping process ends what is under way', async () => {
    const stop = new AbortController();
    const host = await tcpServer(() => stop.abort());
    const { client } = clientFor(host, { signal: stop.signal });
    const url = `http://${host}/`;
    expect(await faultOf(client.send({ ...write, url }))).toEqual({ temporary: 'http.stopped', outcomeUnknown: true });
    expect(await faultOf(client.send({ ...write, url }))).toEqual({ temporary: 'http.stopped', outcomeUnknown: false });
  });
});

describe('An answer without end', () => {
  test.each(['plain', 'packed'])('is cut at the cap when it comes %s', async (how) => {
    const megabyte = Buffer.alloc(1_000_000);
    const bomb = gzipSync(Buffer.alloc(60_000_000));
    const host = await httpServer((_request, response) => {
      response.on('error', () => {});
      if (how === 'packed') return response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb);
      const more = (): void => void (response.write(megabyte) ? setImmediate(more) : response.once('drain', more));
      more();
    });
    const { client } = clientFor(host, { timeoutMs: 5000 });
    const url = `http://${host}/`;
    expect(await faultOf(client.send({ ...read, url }))).toEqual({ permanent: 'http.too-large' });
    expect(await faultOf(client.send({ ...write, url }))).toEqual({
      temporary: 'http.too-large',
      outcomeUnknown: true,
    });
  });
});
