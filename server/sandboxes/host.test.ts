import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadConnector } from '#server/connectors/registry.ts';
import { TemporaryError } from '#server/errors.ts';
import { allowPrivate } from '#server/outbound/addresses.ts';
import { createHttpClient } from '#server/outbound/client.ts';
import { createSandboxControl } from './control.ts';
import { type SandboxHost, startSandboxHost } from './host.ts';

let folder: string;
let running: SandboxHost | null = null;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandboxes-'));
});
afterEach(async () => {
  await running?.close();
  running = null;
  await rm(folder, { recursive: true });
});

const key = 'the-control-key';
const now = () => new Date('2026-11-21T10:00:00Z');

async function start() {
  const connectors = new Map([['http', await loadConnector('http')]]);
  running = await startSandboxHost({ connectors, port: 0, folder, key, now });
  const { address } = running;
  const { host } = new URL(address);
  const policy = { secrets: [], hosts: [host], mayReach: allowPrivate([host]), onExchange: () => {}, now };
  const http = createHttpClient({ ...policy, timeoutMs: 300 });
  const send = (body: string, type: string, method: 'POST' | 'GET' = 'POST') => {
    const headers = { authorization: 'Bearer sandbox-key', 'content-type': type };
    const content = method === 'GET' ? {} : { text: body };
    return http.send({
      method,
      url: `${address}/http/orders`,
      headers,
      effect: method === 'GET' ? 'read' : 'write',
      ...content,
    });
  };
  return { address, http, send, control: createSandboxControl({ address, key }) };
}

const faultOf = (sending: Promise<{ status: number }>) =>
  sending.then(
    ({ status }) => status,
    (error: unknown) => (error instanceof TemporaryError ? error.problem.code : error),
  );

describe('A sandbox', () => {
  test('understands JSON in any dress, forms and plain text', async () => {
    const { send, control } = await start();
    await send('{"a":1}', 'application/vnd.shop.v2+json; charset=utf-8');
    await send('grant=a+b', 'application/x-www-form-urlencoded');
    await send('<a/>', 'text/xml');
    await send('', 'application/json');
    const bodies = (await control.received('http'))?.map(({ body }) => body);
    expect(bodies).toEqual([{ a: 1 }, { grant: 'a b' }, '<a/>', null]);
  });

  test('keeps its world between two starts, whole, in one file', async () => {
    const first = await start();
    await first.send('{"a":1}', 'application/json');
    await running?.close();
    expect(JSON.parse(await readFile(join(folder, 'http.json'), 'utf8'))).toMatchObject({ next: 2 });
    const second = await start();
    await second.send('{"a":2}', 'application/json');
    expect((await second.control.received('http'))?.map(({ id }) => id)).toEqual(['req-1', 'req-2']);
  });

  test('with a broken file says which file, and overwrites nothing', async () => {
    await writeFile(join(folder, 'http.json'), '{"next":');
    await expect(start()).rejects.toThrow(join(folder, 'http.json'));
    expect(await readFile(join(folder, 'http.json'), 'utf8')).toBe('{"next":');
  });
});

describe('A fault strikes the next requests that it fits, as often as asked', () => {
  const cases = [
    { kind: 'refuse', seen: 422, arrives: false, hitsReads: false },
    { kind: 'busy', seen: 'http.too-many-requests', arrives: false, hitsReads: true },
    { kind: 'error', seen: 'http.server-error', arrives: false, hitsReads: true },
    { kind: 'revoke-token', seen: 401, arrives: false, hitsReads: true },
    { kind: 'timeout-before', seen: 'http.time-out', arrives: false, hitsReads: true },
    { kind: 'timeout-after', seen: 'http.time-out', arrives: true, hitsReads: false },
    { kind: 'half-answer', seen: 'http.half-answer', arrives: true, hitsReads: false },
  ] as const;
  test.each(cases)('$kind', async ({ kind, seen, arrives, hitsReads }) => {
    const { send, control } = await start();
    await control.fault('http', kind, 2);
    if (!hitsReads) expect(await faultOf(send('', '', 'GET'))).toBe(200);
    expect((await control.list())[0]?.pending).toEqual([{ kind, times: 2 }]);
    expect(await faultOf(send('{"no":1}', 'application/json'))).toBe(seen);
    expect(await faultOf(send('{"no":2}', 'application/json'))).toBe(seen);
    expect(await faultOf(send('{"no":3}', 'application/json'))).toBe(201);
    const arrived = (await control.received('http'))?.map(({ body }) => body);
    expect(arrived).toEqual(arrives ? [{ no: 1 }, { no: 2 }, { no: 3 }] : [{ no: 3 }]);
    expect((await control.list())[0]?.pending).toEqual([]);
  });

  test('and 0 clears it', async () => {
    const { send, control } = await start();
    await control.fault('http', 'error', 5);
    await control.fault('http', 'error', 0);
    expect(await faultOf(send('{}', 'application/json'))).toBe(201);
  });
});

describe('The control of the sandboxes', () => {
  test('is closed to everybody without the key', async () => {
    const { address, http } = await start();
    const ask = (authorization: string) =>
      http.send({ method: 'GET', url: `${address}/-/sandboxes`, headers: { authorization }, effect: 'read' });
    expect((await ask('')).status).toBe(401);
    expect((await ask('Bearer another-key!!')).status).toBe(401);
    expect((await ask(`Bearer ${key}`)).status).toBe(200);
  });

  test('knows no sandbox, action or fault that is not there', async () => {
    const { control } = await start();
    expect(await control.act('none', 'x', {})).toBeNull();
    expect(await control.act('http', 'none', {})).toBeNull();
    expect(await control.fault('none', 'busy', 1)).toBeNull();
    expect(await control.fault('http', 'late-webhook', 1)).toBeNull();
    expect(await control.received('none')).toBeNull();
    expect(await control.reset('none')).toBeNull();
  });

  test('makes a fresh world without faults', async () => {
    const { send, control } = await start();
    await send('{}', 'application/json');
    await control.fault('http', 'error', 5);
    expect(await control.reset('http')).toEqual({ ok: true });
    expect(await control.received('http')).toEqual([]);
    expect(await faultOf(send('{}', 'application/json'))).toBe(201);
  });
});
