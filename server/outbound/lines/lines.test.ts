import { once } from 'node:events';
import { afterEach, describe, expect, test } from 'vitest';
import { PermanentError, TemporaryError } from '#server/errors.ts';
import { allowPrivate } from '../addresses.ts';
import type { HttpClientOptions } from '../client.ts';
import type { Exchange } from '../http-client.ts';
import type { Deed, Line } from '../lines.ts';
import { closeAll, httpServer, tcpServer } from '../little-servers.ts';
import { createLines } from './create.ts';

afterEach(closeAll);

const secret = 'a-secret-password';

function linesFor(host: string, options: Partial<HttpClientOptions> = {}) {
  const exchanges: Exchange[] = [];
  const lines = createLines({
    ...{ secrets: [secret], hosts: [host], mayReach: allowPrivate([host]), timeoutMs: 400 },
    onExchange: (exchange) => void exchanges.push(exchange),
    now: () => new Date('2026-11-21T10:00:00Z'),
    ...options,
  });
  const [hostname = '', port] = host.split(':');
  const deed = (effect: Deed['effect'] = 'read'): Deed => ({
    ...{ effect, method: 'PUT', url: `sftp://${host}/in?password=${secret}`, said: `PASS ${secret}` },
  });
  /** Says a word and waits for what comes back. */
  const talk = async (line: Line) => {
    const socket = await lines.connect({ host: hostname, port: Number(port) }, line.signal);
    line.deed();
    socket.write('hello');
    const [answer] = await once(socket, 'data', { signal: AbortSignal.timeout(20_000) });
    socket.destroy();
    return { value: String(answer), answer: `${answer} ${secret}`, status: 226 };
  };
  return { lines, exchanges, deed, talk, place: { host: hostname, port: Number(port) } };
}

const faultOf = (deed: Promise<unknown>) =>
  deed.then(
    () => 'nothing',
    (error: unknown) => {
      if (error instanceof TemporaryError) return [error.problem.code, error.outcomeUnknown];
      return error instanceof PermanentError ? error.problem.code : error;
    },
  );

const echo = () => tcpServer((socket) => void socket.write('welcome'));
const silent = () => tcpServer(() => undefined);
const never = new AbortController().signal;

describe('A line of another protocol', () => {
  test('is kept as an exchange without its secrets', async () => {
    const { lines, exchanges, deed, talk } = linesFor(await echo());
    expect(await lines.ask(deed(), talk)).toBe('welcome');
    expect(exchanges).toMatchObject([{ method: 'PUT', status: 226, fault: null, responseBody: 'welcome ***' }]);
    expect(JSON.stringify(exchanges)).not.toContain(secret);
  });

  test('leads to the connection’s own hosts, and to private addresses only where they are allowed', async () => {
    const host = await echo();
    const other = linesFor(host, { hosts: ['elsewhere.example'] });
    expect(await faultOf(other.lines.connect(other.place, never))).toBe('http.host-not-allowed');
    expect(await faultOf(other.lines.reach(other.place.host, other.place.port))).toBe('http.host-not-allowed');
    const closed = linesFor(host, { mayReach: allowPrivate([]) });
    expect(await faultOf(closed.lines.connect(closed.place, never))).toBe('http.address-not-allowed');
    expect(await faultOf(closed.lines.reach(closed.place.host, closed.place.port))).toBe('http.address-not-allowed');
    const open = linesFor(host);
    expect(await open.lines.reach(open.place.host, open.place.port)).toBe('127.0.0.1');
  });

  test('that breaks after the deed leaves a write unknown; before it, certainly nothing happened', async () => {
    const hangsUp = await tcpServer((socket) => void socket.destroy());
    const { lines, exchanges, deed, talk } = linesFor(hangsUp);
    const broken = () => Promise.reject(new Error('broken'));
    expect(await faultOf(lines.ask(deed('write'), broken))).toEqual(['http.connection-lost', false]);
    const afterDeed = (line: Line) => {
      line.deed();
      return broken();
    };
    expect(await faultOf(lines.ask(deed('write'), afterDeed))).toEqual(['http.connection-lost', true]);
    expect(await faultOf(lines.ask(deed('read'), afterDeed))).toEqual(['http.connection-lost', false]);
    expect(exchanges.map(({ fault }) => fault)).toEqual(['connection-lost', 'connection-lost', 'connection-lost']);
    const nobody = linesFor('127.0.0.1:1');
    expect(await faultOf(nobody.lines.ask(deed('write'), nobody.talk))).toEqual(['http.nobody-there', false]);
    expect(await faultOf(lines.ask({ ...deed('write'), timeoutMs: 1 }, talk))).toEqual(['http.time-out', true]);
  });

  test('ends with its time and with the process, and its socket with it', async () => {
    const waiting = linesFor(await silent());
    expect(await faultOf(waiting.lines.ask(waiting.deed('write'), waiting.talk))).toEqual(['http.time-out', true]);
    const stop = new AbortController();
    const stopped = linesFor(await silent(), { signal: stop.signal });
    const socket = await stopped.lines.connect(stopped.place, stop.signal);
    const asking = faultOf(stopped.lines.ask(stopped.deed(), stopped.talk));
    stop.abort();
    expect(await asking).toEqual(['http.stopped', false]);
    expect(socket.destroyed).toBe(true);
  });

  test('does nothing once the work may be somebody else’s, not even at the last moment', async () => {
    const lost = new Error('the work was taken over');
    let asked = 0;
    const mayWrite = () => {
      asked += 1;
      if (asked > 1) throw lost;
    };
    const { lines, deed, talk, exchanges } = linesFor(await echo(), { mayWrite });
    await expect(lines.ask(deed('write'), talk)).rejects.toBe(lost);
    await expect(lines.ask(deed('write'), talk)).rejects.toBe(lost);
    expect(asked).toBe(3);
    expect(exchanges).toMatchObject([{ fault: 'stopped' }]);
    expect(await lines.ask(deed('read'), talk)).toBe('welcome');
  });
});

test('A deed whose time is over does not begin any more', async () => {
  const { lines, deed } = linesFor(await echo());
  const late = Promise.withResolvers<unknown>();
  const working = (line: Line) =>
    once(line.signal, 'abort').then(() => {
      try {
        line.deed();
        late.resolve('it began');
      } catch (error) {
        late.resolve(error);
      }
      return { value: null, answer: null, status: null };
    });
  expect(await faultOf(lines.ask(deed('write'), working))).toEqual(['http.time-out', false]);
  expect(await late.promise).toMatchObject({ name: 'TimeoutError' });
});

describe('A file from a web address', () => {
  test('comes in as a stream, and one that breaks off or is missing is no file', async () => {
    const host = await httpServer((request, response) => {
      if (request.url?.startsWith('/whole.csv')) return void response.end('a;b');
      if (request.url === '/broken.csv') return void request.socket.destroy();
      response.statusCode = 503;
      response.end();
    });
    const { lines, exchanges } = linesFor(host);
    const { status, body } = await lines.download({ url: `http://${host}/whole.csv`, query: { token: secret } });
    expect([status, String(Buffer.concat(await body.toArray()))]).toEqual([200, 'a;b']);
    expect(await faultOf(lines.download({ url: `http://${host}/broken.csv` }))).toEqual([
      'http.connection-lost',
      false,
    ]);
    expect(await faultOf(lines.download({ url: `http://${host}/away.csv` }))).toEqual(['http.not-available', false]);
    expect(await faultOf(lines.download({ url: 'http://elsewhere.example/' }))).toBe('http.host-not-allowed');
    expect(JSON.stringify(exchanges)).not.toContain(secret);
    expect(exchanges.map((it) => it.fault)).toEqual([null, 'connection-lost', null]);
  });
});
