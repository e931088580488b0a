import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Mounted } from './host.ts';
import type { OwnDatabases } from './own-database.ts';

type Options = { now(): Date; onError(error: unknown): void };

/** Opens the lines of stand-ins that do not speak HTTP, each behind /<connector id>/line. */
export function addLines(
  app: FastifyInstance,
  sandboxes: ReadonlyMap<string, Mounted>,
  databases: OwnDatabases,
  options: Options,
) {
  const open = new Set<Socket>();
  app.server.on('upgrade', (request, socket: Socket, head: Buffer) => {
    open.add(socket);
    socket.on('error', () => undefined).on('close', () => open.delete(socket));
    const [, id] = /^\/([\w-]+)\/line$/.exec(request.url ?? '') ?? [];
    const mounted = sandboxes.get(id ?? '');
    if (!mounted?.sandbox.line) return void socket.end('HTTP/1.1 404 Not Found\r\n\r\n');
    if (head.length > 0) socket.unshift(head);
    begin(mounted, socket, databases, options.now).catch((error: unknown) => {
      socket.destroy();
      options.onError(error);
    });
  });
  app.addHook('preClose', async () => {
    for (const socket of open) socket.destroy();
  });
}

async function begin(mounted: Mounted, socket: Socket, databases: OwnDatabases, clock: () => Date) {
  const { sandbox, stored, faults } = mounted;
  const databaseUrl = await databases.attend(mounted);
  socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: koppel-line\r\n\r\n');
  sandbox.line?.(socket, {
    ...{ clock, databaseUrl, strike: (request) => faults.take(request) },
    world: () => stored.world,
    changed: () => stored.touch(),
  });
}
