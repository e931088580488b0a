import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net';
import { allowPrivate } from './addresses.ts';
import { createHttpClient, type HttpClientOptions } from './client.ts';
import type { Exchange, OutboundRequest } from './http-client.ts';

/** Little real servers on the loopback port, and a client that may reach them: for tests. */
export const closers: (() => void)[] = [];
/** After each test. */
export function closeAll() {
  for (const close of closers.splice(0)) close();
}

export const listening = async (server: {
  listen(port: number, host: string, done: () => void): unknown;
  address(): unknown;
}) => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
};

export async function httpServer(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  closers.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  return listening(server);
}

/** A server that does whatever it likes with the bytes of a request once its head is there. */
export async function tcpServer(onRequest: (socket: Socket) => void): Promise<string> {
  const server = createTcpServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => onRequest(socket));
    closers.push(() => socket.destroy());
  });
  closers.push(() => server.close());
  return listening(server);
}

const now = () => new Date('2026-11-21T10:00:00Z');

export function clientFor(host: string, options: Partial<HttpClientOptions> = {}) {
  const exchanges: Exchange[] = [];
  const onExchange = (exchange: Exchange) => void exchanges.push(exchange);
  const mayReach = allowPrivate([host]);
  const client = createHttpClient({
    secrets: [],
    hosts: [host],
    mayReach,
    onExchange,
    now,
    timeoutMs: 400,
    ...options,
  });
  return { client, exchanges };
}

export const read: Pick<OutboundRequest, 'method' | 'effect'> = { method: 'GET', effect: 'read' };
export const write: Pick<OutboundRequest, 'method' | 'effect' | 'json'> = {
  method: 'POST',
  effect: 'write',
  json: { a: 1 },
};
