import { setTimeout as pause } from 'node:timers/promises';
import fastify, { type FastifyReply } from 'fastify';
import * as z from 'zod';

/** What the books can do to a request: `before` nothing is written, `after` it is and the answer is spoiled. */
const before = {
  'error-500': (reply: FastifyReply) => reply.code(500).send({ error: 'internal' }),
  'error-502': (reply: FastifyReply) => reply.code(502).type('text/html').send('<h1>Bad gateway</h1>'),
  'away-503': (reply: FastifyReply) => reply.code(503).send({ error: 'away' }),
  'busy-seconds': (reply: FastifyReply) => reply.code(429).header('retry-after', '1').send({}),
  'busy-date': (reply: FastifyReply) =>
    reply
      .code(429)
      .header('retry-after', new Date(Date.now() + 2000).toUTCString())
      .send({}),
  'refuse-400': (reply: FastifyReply) => reply.code(400).send({ error: 'field total is wrong' }),
  'refuse-422': (reply: FastifyReply) => reply.code(422).send({ error: 'field total is too large' }),
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

const Order = z.object({ number: z.string(), version: z.number().optional() });
type Order = z.infer<typeof Order>;

export type Books = {
  /** Host and port. */
  host: string;
  /** The numbers of the orders that were written, in order, repeats included: what really happened. */
  effects: string[];
  /** What each order was last brought to, and how often: for flows that may send a changed order again. */
  changes: Order[];
  /** The next writes meet these faults, one each. */
  faults: BooksFault[];
  /** Every write meets this fault, until it is null again. */
  down: BooksFault | null;
  /** Milliseconds that every request takes. */
  slowness: number;
  /** When each write came, in milliseconds since 1970. */
  calls: number[];
  /** How often a token was asked for, and how many of the first ones are no longer good. */
  tokens: number;
  withdrawn: number;
  close(): Promise<void>;
};

/** A bookkeeping that writes down whatever it is sent and fails as it is told; who wants may ask it what is there. */
export async function openBooks(): Promise<Books> {
  const app = fastify({ forceCloseConnections: true, bodyLimit: 50_000_000 });
  const books: Books = {
    ...{ host: '', effects: [], changes: [], faults: [], down: null, slowness: 0, calls: [], tokens: 0, withdrawn: 0 },
    close: () => app.close(),
  };
  const numbers = new Set<string>();

  /** Does what is wanted, unless a fault stands in the way, and then answers. */
  async function meet(reply: FastifyReply, write: () => unknown) {
    books.calls.push(Date.now());
    const fault = books.down ?? books.faults.shift();
    if (books.slowness > 0) await pause(books.slowness);
    if (fault && fault in before) return before[fault as keyof typeof before](reply);
    const answer = write();
    if (fault) return after[fault as keyof typeof after](reply);
    return reply.code(201).send(answer);
  }

  app.addContentTypeParser('application/x-www-form-urlencoded', async () => ({}));
  app.get('/*', async () => ({}));
  app.get('/orders', async ({ query }) => {
    const { number } = z.object({ number: z.string().default('') }).parse(query);
    return { orders: numbers.has(number) ? [{ id: number, number }] : [] };
  });
  app.post('/orders', async ({ body, headers }, reply) => {
    const order = Order.parse(body);
    if (order.number.includes('REFUSED')) return before['refuse-422'](reply);
    if (headers.authorization && Number(headers.authorization.slice('Bearer T-'.length)) <= books.withdrawn)
      return before['withdrawn-401'](reply);
    return meet(reply, () => {
      numbers.add(order.number);
      books.changes.push(order);
      books.effects.push(order.number);
      return { id: order.number };
    });
  });
  app.put('/orders/:id', async ({ body }, reply) => meet(reply, () => books.changes.push(Order.parse(body))));
  app.post('/token', async () => {
    if (books.slowness > 0) await pause(books.slowness);
    books.tokens += 1;
    return { access_token: `T-${books.tokens}`, expires_in: 3600 };
  });
  books.host = new URL(await app.listen({ port: 0, host: '127.0.0.1' })).host;
  return books;
}
