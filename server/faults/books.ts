import { setTimeout as pause } from 'node:timers/promises';
import fastify, { type FastifyReply } from 'fastify';
import * as z from 'zod';

/** What the books can do to a request: `before` nothing is written, `after` it is and the answer is spoiled. */
const before = {
  'error-500': (reply: FastifyReply) => reply.code(500).send({ error: 'internal' }),
  'away-503': (reply: FastifyReply) => reply.code(503).send({ error: 'away' }),
  'busy-seconds': (reply: FastifyReply) => reply.code(429).header('retry-after', '1').send({}),
  'busy-date': (reply: FastifyReply) =>
    reply
      .code(429)
      .header('retry-after', new Date(Date.now() + 2000).toUTCString())
      .send({}),
  'refuse-400': (reply: FastifyReply) => reply.code(400).send({ error: 'field total is wrong' }),
  'withdrawn-401': (reply: FastifyReply) => reply.code(401).send({}),
  redirect: (reply: FastifyReply) => reply.redirect('/login'),
  silent: (reply: FastifyReply) => reply.hijack(),
} as const;
const after = {
  'silent-after': (reply: FastifyReply) => reply.hijack(),
  reset: (reply: FastifyReply) => {
    reply.hijack();
    reply.raw.socket?.resetAndDestroy();
    return reply;
  },
  'half-answer': (reply: FastifyReply) => {
    reply.hijack();
    reply.raw.writeHead(201, { 'content-type': 'application/json', 'content-length': 100 });
    reply.raw.write('{"id":', () => reply.raw.destroy());
    return reply;
  },
  'web-page-200': (reply: FastifyReply) => reply.type('text/html').send('<!doctype html><title>Log in</title>'),
} as const;

export type BooksFault = keyof typeof before | keyof typeof after;

const Order = z.object({ number: z.string() });

export type Books = {
  /** Host and port. */
  host: string;
  /** The numbers of the orders that were written, in order, repeats included: what really happened. */
  effects: string[];
  /** The next requests meet these faults, one each. */
  faults: BooksFault[];
  /** Milliseconds that every request takes. */
  slowness: number;
  close(): Promise<void>;
};

/** A bookkeeping that writes down whatever it is sent, can be asked nothing, and fails as it is told. */
export async function openBooks(): Promise<Books> {
  const app = fastify({ forceCloseConnections: true });
  const books: Books = { host: '', effects: [], faults: [], slowness: 0, close: () => app.close() };
  app.get('/*', async () => ({}));
  app.post('/orders', async ({ body }, reply) => {
    const { number } = Order.parse(body);
    const fault = books.faults.shift();
    if (books.slowness > 0) await pause(books.slowness);
    if (fault && fault in before) return before[fault as keyof typeof before](reply);
    books.effects.push(number);
    if (fault) return after[fault as keyof typeof after](reply);
    return reply.code(201).send({ id: `B-${books.effects.length}` });
  });
  books.host = new URL(await app.listen({ port: 0, host: '127.0.0.1' })).host;
  return books;
}
