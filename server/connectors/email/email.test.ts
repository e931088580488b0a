import { createServer, type Socket } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterEach, describe, expect, test } from 'vitest';
import { ConnectionLostError, PermanentError, TemporaryError } from '#server/errors.ts';
import { allowPrivate } from '#server/outbound/addresses.ts';
import type { Exchange } from '#server/outbound/http-client.ts';
import { createLines } from '#server/outbound/lines/create.ts';
import { startTrial, type Trial } from '#server/sandboxes/trial.ts';
import type { Json } from '../connector.ts';
import email from './index.ts';
import { Mail } from './message.ts';

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function started(): Promise<Trial> {
  const trial = await startTrial('email', { timeoutMs: 5000 });
  closers.push(() => trial.close());
  return trial;
}

const write = ({ context }: Trial, record: Json, key = 'K1', options = {}) =>
  email.targets.mails?.write(context, options, record, key);
const order = { to: 'warehouse@shop.example', subject: 'Order 1042', text: 'Two mugs' };
const errorOf = async (deed: Promise<unknown> | undefined) => deed?.catch((error: unknown) => error);
const arrived = async ({ control }: Trial) => (await control.received('email')) ?? [];

describe('An e-mail', () => {
  test('arrives as it was written, accents and all', async () => {
    const trial = await started();
    await write(trial, {
      ...order,
      subject: 'Voorraad laag: Mok café – 2 stuks, en nog een heel lange omschrijving erbij',
      text: 'Één regel\nen nog één',
    });
    expect((await arrived(trial)).map(({ body }) => body)).toEqual([
      {
        to: order.to,
        subject: 'Voorraad laag: Mok café – 2 stuks, en nog een heel lange omschrijving erbij',
        text: 'Één regel\r\nen nog één',
      },
    ]);
  });

  test('has the same id each time it is the same delivery, and another one for another', async () => {
    const trial = await started();
    const first = await write(trial, order);
    expect(await write(trial, order)).toEqual(first);
    expect(await write(trial, order, 'K2')).not.toEqual(first);
    expect(await write(trial, { ...order, subject: 'Other' })).not.toEqual(first);
  });

  test('cannot be given another header or recipient by what stands in a record', async () => {
    const trial = await started();
    await write(trial, { ...order, subject: 'Order\r\nBcc: thief@evil.example\r\n\r\nHello' });
    const [mail] = await arrived(trial);
    expect(mail?.body).toMatchObject({
      to: order.to,
      subject: 'Order Bcc: thief@evil.example Hello',
      text: order.text,
    });
    for (const to of [
      'a@shop.example\r\nBcc: thief@evil.example',
      'x<thief@evil.example>',
      'a@b@c.example',
      '',
      'a b@c.example',
    ])
      expect(Mail.safeParse({ ...order, to }).success).toBe(false);
    for (const replyTo of ['a@shop.example\nBcc: thief@evil.example', 'a@shop.example, b@shop.example'])
      expect(Mail.safeParse({ ...order, replyTo }).success).toBe(false);
  });

  test('is not sent to more people than the step allows', async () => {
    const trial = await started();
    const to = 'a@shop.example; b@shop.example, c@shop.example';
    const error = await errorOf(write(trial, { ...order, to }, 'K1', { mostRecipients: 2 }));
    expect(error).toMatchObject({ problem: { code: 'email.too-many-recipients', params: { count: 3, most: 2 } } });
    expect(await arrived(trial)).toEqual([]);
    await write(trial, { ...order, to });
    expect(await arrived(trial)).toHaveLength(1);
  });

  test('that reaches only some of its recipients tells who was refused', async () => {
    const trial = await started();
    const error = await errorOf(write(trial, { ...order, to: ['nobody@shop.example', order.to] }));
    expect(error).toBeInstanceOf(PermanentError);
    expect(error).toMatchObject({
      problem: { code: 'email.some-refused', params: { addresses: 'nobody@shop.example', sent: 1 } },
    });
  });

  test('to an address that does not exist needs a person', async () => {
    const error = await errorOf(write(await started(), { ...order, to: 'nobody@shop.example' }));
    expect(error).toMatchObject({
      name: 'PermanentError',
      problem: { code: 'email.recipient-refused', params: { status: 550 } },
    });
  });
});

/** A context that speaks to a server of the test's own, without a stand-in in between. */
function directly(port: number, more: Record<string, unknown>, isAllowed = true) {
  const host = 'localhost';
  const settings = { host, port, security: 'none', user: '', from: 'me@shop.example', ...more };
  const unused = () => Promise.reject(new Error('not needed here'));
  const exchanges: Exchange[] = [];
  const way = {
    secrets: ['geheim-1'],
    hosts: [`${host}:${port}`],
    onExchange: (it: Exchange) => void exchanges.push(it),
  };
  const mayReach = allowPrivate(isAllowed ? [`${host}:${port}`] : []);
  const lines = createLines({ ...way, mayReach, timeoutMs: 2000, now: () => new Date() });
  const http = { send: unused };
  return {
    settings,
    http,
    lines,
    now: () => new Date(),
    openFile: unused,
    token: unused,
    dropToken: unused,
    arrived: unused,
  };
}

async function listening(
  server: { listen(port: number, host: string, done: () => void): { address(): unknown } | unknown },
  port: () => number,
) {
  await new Promise<void>((done) => void server.listen(0, '127.0.0.1', done));
  return port();
}

async function mailServer(options: ConstructorParameters<typeof SMTPServer>[0]) {
  const server = new SMTPServer({ logger: false, disableReverseLookup: true, ...options });
  server.on('error', () => undefined);
  closers.push(() => new Promise<void>((done) => server.close(done)));
  return listening(server, () => Number(Object(server.server.address()).port));
}

async function rawServer(onLine: (socket: Socket) => void) {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on('error', () => undefined));
    onLine(socket);
  });
  closers.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return listening(server, () => Number(Object(server.address()).port));
}

describe('A mail server', () => {
  const check = async (context: ReturnType<typeof directly>) =>
    (await email.check(context)).find(({ ok }) => !ok)?.problem?.code;

  test('is told apart by what is wrong with it', async () => {
    const open = await mailServer({ disabledCommands: ['STARTTLS', 'AUTH'], authOptional: true });
    expect(await check(directly(open, {}))).toBeUndefined();
    expect(await check(directly(open, { security: 'starttls' }))).toBe('email.no-tls');
    expect(await check(directly(1, {}))).toBe('http.nobody-there');
    expect(await check(directly(open, {}, false))).toBe('http.address-not-allowed');
    const selfMade = await mailServer({ authOptional: true });
    expect(await check(directly(selfMade, { security: 'starttls' }))).toBe('http.certificate');
    const wrong = await mailServer({
      disabledCommands: ['STARTTLS'],
      allowInsecureAuth: true,
      onAuth: (_auth, _session, done) => done(Object.assign(new Error('No'), { responseCode: 535 })),
    });
    expect(await check(directly(wrong, { user: 'me', password: 'geheim-1' }))).toBe('email.login-refused');
    const closed = await rawServer((socket) => socket.write('554 no service here\r\n'));
    expect(await check(directly(closed, {}))).toBe('email.not-welcome');
  });

  test('that hangs up before the message is simply asked again; after it nobody knows', async () => {
    const talk = (upTo: RegExp) =>
      rawServer((socket) => {
        socket.write('220 hi\r\n');
        socket.on('data', (chunk) => {
          const said = chunk.toString();
          if (upTo.test(said)) return socket.destroy();
          socket.write(/^DATA/.test(said) ? '354 go on\r\n' : '250 ok\r\n');
        });
      });
    const send = async (port: number) => errorOf(email.targets.mails?.write(directly(port, {}), {}, order, 'K'));
    const before = await send(await talk(/^EHLO|^HELO/));
    expect(before).toMatchObject({ name: 'TemporaryError', outcomeUnknown: false });
    const after = await send(await talk(/\r\n\.\r\n$/));
    expect(after).toMatchObject({
      name: 'TemporaryError',
      outcomeUnknown: true,
      problem: { code: 'http.connection-lost' },
    });
    expect(before).toBeInstanceOf(TemporaryError);
    expect(before).not.toBeInstanceOf(ConnectionLostError);
  });
});
