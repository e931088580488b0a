import { afterEach, describe, expect, test } from 'vitest';
import { clientFor, closeAll, httpServer, read, write } from './little-servers.ts';

afterEach(closeAll);

describe('What is kept of an exchange', () => {
  test('holds no secret, however it was written down, and no headers', async () => {
    const secret = 's3cr€t/"&+ =';
    const basic = Buffer.from(`user:${secret}`).toString('base64');
    const host = await httpServer((request, response) => {
      response.end(JSON.stringify({ echo: secret, url: request.url, auth: request.headers.authorization }));
    });
    const { client, exchanges } = clientFor(host, { secrets: [secret] });
    const answer = await client.send({
      ...write,
      url: `http://${host}/`,
      query: { key: secret, token: 'fetched-on-the-way' },
      headers: { authorization: `Basic ${basic}` },
      json: { secret, note: `it is ${secret}` },
    });
    const kept = JSON.stringify(exchanges) + answer.excerpt;
    const traces = ['s3cr', encodeURIComponent(secret), basic.slice(8, -4), 'fetched-on-the-way', 'authorization'];
    expect(traces.filter((trace) => kept.includes(trace))).toEqual([]);
    expect(exchanges[0]).toMatchObject({
      method: 'POST',
      status: 200,
      requestBody: '{"secret":"***","note":"it is ***"}',
    });
  });

  test('is cut at 64 kB on both sides, and recorded for failed attempts too', async () => {
    const host = await httpServer((_request, response) => response.end('x'.repeat(100_000)));
    const { client, exchanges } = clientFor(host);
    await client.send({ method: 'POST', effect: 'write', url: `http://${host}/`, text: 'y'.repeat(100_000) });
    expect(exchanges[0]?.requestBody).toHaveLength(64_000);
    expect(exchanges[0]?.responseBody).toHaveLength(64_000);
    const nobody = clientFor('127.0.0.1:1');
    await expect(nobody.client.send({ ...read, url: 'http://127.0.0.1:1/a' })).rejects.toThrow('http.nobody-there');
    expect(nobody.exchanges).toEqual([
      {
        ...{ method: 'GET', url: 'http://127.0.0.1:1/a', requestBody: null, status: null, responseBody: null },
        ...{ fault: 'nobody-there', startedAt: '2026-11-21T10:00:00.000Z', milliseconds: 0 },
      },
    ]);
  });
});
