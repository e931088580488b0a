import type { FastifyRequest } from 'fastify';
import * as z from 'zod';
import type { SandboxTable } from '#flows/api/sandboxes.ts';
import type { Sandbox } from '#server/sandboxes/sandbox.ts';
import type { Json } from '../connector.ts';
import words from './words.json' with { type: 'json' };

type Caught = { no: number; at: string; method: string; path: string; body: Json };
type ToAnyPath = { Params: { '*'?: string } };
type World = { next: number; requests: Caught[] };

const mostKept = 1000;
const key = 'sandbox-key';
const answerOf = (status: number, message: string) => ({
  status,
  body: JSON.stringify({ error: message }),
  contentType: 'application/json',
});

const Body = z.json();
const textOf = (body: Json) => (typeof body === 'string' ? body : JSON.stringify(body));
const idOf = ({ no }: Caught) => `req-${no}`;

/** Takes whatever is sent to any path, remembers the last 1,000 requests, and tells them on GET. */
export const sandbox: Sandbox<World> = {
  seed: () => ({ next: 1, requests: [] }),
  routes(app, world, clock) {
    app.addHook('preHandler', async (request, reply) => {
      if (request.headers.authorization !== `Bearer ${key}`) return reply.code(401).send({ error: 'unknown key' });
    });
    for (const url of ['', '/*']) {
      app.get(url, async () => ({ requests: world().requests }));
      app.route<ToAnyPath>({
        method: ['POST', 'PUT', 'PATCH', 'DELETE'],
        url,
        handler: async (request, reply) => reply.code(201).send({ id: idOf(keep(world(), request, clock())) }),
      });
    }
  },
  settings: (address) => ({ address, auth: 'bearer', key }),
  faultAnswers: {
    refuse: answerOf(422, 'refused, as the sandbox was told to'),
    busy: answerOf(429, 'too many requests'),
    error: answerOf(500, 'internal error'),
    'revoke-token': answerOf(401, 'unknown key'),
  },
  faults: ['refuse', 'busy', 'error', 'timeout-before', 'timeout-after', 'half-answer', 'revoke-token'],
  isWrite: ({ method }) => method !== 'GET' && method !== 'HEAD',
  actions: {},
  tables: (world) => [tableOf(world)],
  received: ({ requests }) =>
    requests.map((it) => ({ at: it.at, what: `${it.method} ${it.path}`, id: idOf(it), body: it.body })),
};

function keep(world: World, request: FastifyRequest<ToAnyPath>, at: Date): Caught {
  const path = `/${request.params['*'] ?? ''}`;
  const caught = {
    no: world.next,
    at: at.toISOString(),
    method: request.method,
    path,
    body: Body.parse(request.body ?? null),
  };
  world.next += 1;
  world.requests = [...world.requests, caught].slice(-mostKept);
  return caught;
}

const tableOf = ({ requests }: World): SandboxTable => ({
  id: 'requests',
  title: words.requests,
  columns: [
    { id: 'id', title: words.requestId },
    { id: 'at', title: words.arrivedAt },
    { id: 'method', title: words.requestMethod },
    { id: 'path', title: words.requestPath },
    { id: 'body', title: words.requestBody },
  ],
  rows: requests.toReversed().map((it) => ({
    ...{ id: idOf(it), at: it.at, method: it.method, path: it.path, body: textOf(it.body).slice(0, 200) },
  })),
});
