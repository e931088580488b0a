import { createServer, type Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Mounted } from './host.ts';
import type { OwnDatabases } from './own-database.ts';
import type { LineHere } from './sandbox.ts';

type Options = { now(): Date; onError(error: unknown): void };

/**
 * The ports of stand-ins that do not speak HTTP. Each is opened when somebody asks for it, at /<connector id>/line, beside
 * the common one.
 */
export function addOwnPorts(
  app: FastifyInstance,
  sandboxes: ReadonlyMap<string, Mounted>,
  databases: OwnDatabases,
  options: Options,
) {
  for (const mounted of sandboxes.values()) {
    if (!mounted.sandbox.line) continue;
    const begin = async (socket: Socket) => {
      const databaseUrl = await databases.attend(mounted);
      mounted.sandbox.line?.(socket, hereOf(app, mounted, databaseUrl, options.now));
    };
    let opened: ReturnType<typeof openPort> | null = null;
    app.get(`/${mounted.id}/line`, async () => {
      opened ??= openPort(hostOf(app), begin, options.onError);
      return { port: (await opened).port, known: mounted.sandbox.known?.() ?? {} };
    });
    app.addHook('onClose', async () => (await opened)?.close());
  }
}

function hostOf(app: FastifyInstance): string {
  const at = app.server.address();
  return typeof at === 'object' && at ? at.address : '127.0.0.1';
}

function hereOf(app: FastifyInstance, mounted: Mounted, databaseUrl: string | null, clock: () => Date): LineHere {
  const { id, stored, faults } = mounted;
  return {
    ...{ clock, databaseUrl, strike: (request) => faults.take(request) },
    world: () => stored.world,
    changed: () => stored.touch(),
    async ask(method, path, body) {
      const done = await app.inject({ method, url: `/${id}${path}`, ...(body !== undefined && { payload: body }) });
      return { status: done.statusCode, body: done.rawPayload };
    },
  };
}

/** Hands over every socket that comes in; all are gone when it closes. */
async function openPort(host: string, begin: (socket: Socket) => Promise<void>, onError: Options['onError']) {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket.setNoDelay(true));
    socket.on('error', () => socket.destroy()).on('close', () => open.delete(socket));
    begin(socket).catch((error: unknown) => {
      socket.destroy();
      onError(error);
    });
  });
  const port = await new Promise<number>((resolve, reject) => {
    server.on('error', reject);
    server.listen(0, host, () => {
      const at = server.address();
      if (typeof at === 'object' && at) resolve(at.port);
    });
  });
  const close = () => {
    server.close();
    for (const socket of open) socket.destroy();
  };
  return { port, close };
}
