import { posix } from 'node:path';
import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import { allowPrivate } from '#server/outbound/addresses.ts';
import { createHttpClient } from '#server/outbound/client.ts';
import type { Sandbox, VendorAnswer } from '#server/sandboxes/sandbox.ts';
import { field } from '../../form.ts';
import words from '../words.json' with { type: 'json' };
import { head, lineOf } from './price-list.ts';
import { contentOf, type FileWorld, listOf, put, rename, seed } from './world.ts';

/** What a protocol's server asks of the files behind it: status as HTTP has it, and a body. */
type Answer = { status: number; body: Buffer };
export type Ask = (
  method: 'GET' | 'PUT' | 'POST' | 'DELETE',
  path: string,
  body?: Record<string, string>,
) => Promise<Answer>;

/** The server of a protocol: where it listens, and what its clients must know of it. */
export type Front = { port: number; known: Record<string, string>; close(): void };
export type StartFront = (host: string, ask: Ask, login: { user: string; password: string }) => Promise<Front>;

const login = { user: 'demo', password: 'files-demo-password' };
const answer = (status: number): VendorAnswer => ({ status, contentType: 'text/plain', body: '' });

/**
 * A server with a few folders for a protocol of its own. The protocol's server asks this program's own routes for every deed,
 * so that faults and the saved world are those of all stand-ins.
 */
export const fileSandbox = (startFront: StartFront): Sandbox<FileWorld> => ({
  seed,
  routes: (app, world, clock) => addRoutes(app, world, clock, startFront),
  settings: settingsAt,
  faultAnswers: { refuse: answer(422), busy: answer(429), error: answer(500), 'revoke-token': answer(401) },
  faults: ['refuse', 'busy', 'error', 'timeout-before', 'timeout-after', 'half-answer', 'revoke-token'],
  isWrite: ({ method }) => method === 'POST',
  isBeside: ({ url }) => url.startsWith('/door'),
  actions: {
    'deliver-file': {
      title: words.deliverFile,
      input: z.object({
        sku: field(z.string().max(40).default(''), { ...words.sku, placeholder: 'TAS-ROOD' }),
        stock: field(z.number().int().min(0).default(25), words.stock),
        price: field(z.number().min(0).default(19.95), words.price),
      }),
      run: deliver,
    },
  },
  tables: (world) => [
    {
      id: 'files',
      title: words.filesOnServer,
      columns: [
        { id: 'path', title: words.path },
        { id: 'at', title: words.changedAt },
        { id: 'bytes', title: words.bytes },
        { id: 'begins', title: words.begins },
      ],
      rows: Object.entries(world.files)
        .map(([path, file]) => ({ path, at: file.at, content: contentOf(file) }))
        .sort((one, other) => (one.at < other.at ? 1 : -1))
        .map(({ path, at, content }) => ({
          ...{ path, at: at.slice(0, 16).replace('T', ' '), bytes: content.length },
          begins: content.toString('utf8').slice(0, 60).replace(/\s+/g, ' '),
        })),
    },
  ],
  received: ({ received }) => received,
});

const Door = z.object({ port: z.number(), known: z.record(z.string(), z.string()) });

/** The protocol's own port is not known before the stand-in has started. */
async function settingsAt(address: string): Promise<Record<string, unknown>> {
  const { host, hostname } = new URL(address);
  const http = createHttpClient({
    ...{ secrets: [], hosts: [host], mayReach: allowPrivate([host]), onExchange: () => undefined },
    now: () => new Date(),
  });
  const { port, known } = (await http.send({ method: 'GET', url: `${address}/door`, effect: 'read' })).json(Door);
  return { host: hostname, port, ...login, ...known };
}

function deliver(world: FileWorld, input: Record<string, unknown>, now: Date): { key: string } {
  const { sku, stock, price } = z.object({ sku: z.string(), stock: z.number(), price: z.number() }).parse(input);
  world.delivered += 1;
  const key = sku.trim() || `NEW-${world.delivered}`;
  const text = [head, lineOf(key.replace(/[;\r\n"]/g, ' '), 'Artikel', stock, Math.round(price * 100)), ''].join(
    '\r\n',
  );
  // It was written a moment ago, so nobody waits for it to settle.
  const writtenAt = new Date(now.getTime() - 60_000).toISOString();
  const name = `stock-${now.toISOString().slice(0, 19).replace(/\D/g, '')}-${world.delivered}.csv`;
  world.files[`/export/${name}`] = { at: writtenAt, base64: Buffer.from(text).toString('base64') };
  return { key };
}

const Path = z.object({ path: z.string() });
const Content = Path.extend({ base64: z.string() });
const Names = z.object({ from: z.string(), to: z.string() });

function addRoutes(app: FastifyInstance, world: () => FileWorld, clock: () => Date, startFront: StartFront) {
  addDoor(app, startFront);
  app.get('/session', async () => ({ ok: true }));
  app.get('/list', async (request, reply) => {
    const list = listOf(world(), posix.normalize(Path.parse(request.query).path));
    return list ?? reply.code(404).send();
  });
  app.get('/content', async (request, reply) => {
    const file = world().files[Path.parse(request.query).path];
    return file ? reply.type('application/octet-stream').send(contentOf(file)) : reply.code(404).send();
  });
  app.put('/content', async (request, reply) => {
    const { path, base64 } = Content.parse(request.body);
    if (!listOf(world(), posix.dirname(path))) return reply.code(404).send();
    put(world(), path, Buffer.from(base64, 'base64'), clock());
    return { ok: true };
  });
  app.post('/rename', async (request, reply) => {
    const { from, to } = Names.parse(request.body);
    return rename(world(), from, to, clock()) ? { ok: true } : reply.code(404).send();
  });
  app.delete('/content', async (request, reply) => {
    const { path } = Path.parse(request.query);
    if (!Object.hasOwn(world().files, path)) return reply.code(404).send();
    delete world().files[path];
    return { ok: true };
  });
}

/** Where the protocol's server is, for whoever connects; it starts when that is first asked. */
function addDoor(app: FastifyInstance, startFront: StartFront) {
  let front: Promise<Front> | null = null;
  const ask: Ask = async (method, path, body) => {
    const done = await app.inject({
      method,
      url: `${app.prefix}${path}`,
      ...(body !== undefined && { payload: body }),
    });
    return { status: done.statusCode, body: done.rawPayload };
  };
  app.get('/door', async () => {
    const at = app.server.address();
    const host = typeof at === 'object' && at ? at.address : '127.0.0.1';
    front ??= startFront(host, ask, login);
    const { port, known } = await front;
    return { port, known };
  });
  app.addHook('onClose', async () => (await front)?.close());
}
