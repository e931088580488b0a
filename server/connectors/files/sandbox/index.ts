import type { Socket } from 'node:net';
import { posix } from 'node:path';
import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import { lineAt } from '#server/sandboxes/kit/line-at.ts';
import type { AskOwn, Sandbox, VendorAnswer } from '#server/sandboxes/sandbox.ts';
import { field } from '../../form.ts';
import words from '../words.json' with { type: 'json' };
import { head, lineOf } from './price-list.ts';
import { contentOf, type FileWorld, listOf, put, rename, seed } from './world.ts';

/** The server of a protocol, for each client that comes in. */
export type Front = Pick<Sandbox, 'known'> & {
  answer(socket: Socket, ask: AskOwn, login: { user: string; password: string }): void;
};

const login = { user: 'demo', password: 'files-demo-password' };
const answer = (status: number): VendorAnswer => ({ status, contentType: 'text/plain', body: '' });

/**
 * A server with a few folders for a protocol of its own. The protocol's server asks the stand-in's own routes for every deed,
 * so that faults and the saved world are those of all others.
 */
export const fileSandbox = ({ answer: answerLine, known }: Front): Sandbox<FileWorld> => ({
  seed,
  routes: addRoutes,
  line: (socket, { ask }) => answerLine(socket, ask, login),
  ...(known && { known }),
  settings: async (address) => ({ ...login, ...(await lineAt(address)) }),
  faultAnswers: { refuse: answer(422), busy: answer(429), error: answer(500), 'revoke-token': answer(401) },
  faults: ['refuse', 'busy', 'error', 'timeout-before', 'timeout-after', 'half-answer', 'revoke-token'],
  isWrite: ({ method }) => method === 'POST',
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

function addRoutes(app: FastifyInstance, world: () => FileWorld, clock: () => Date) {
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
