import type { FastifyInstance } from 'fastify';
import * as z from 'zod';
import { ConnectionLostError, PermanentError } from '#server/errors.ts';
import type { Sandbox } from '#server/sandboxes/sandbox.ts';
import type { Check, ConnectorContext, SourceRecord } from './connector.ts';
import { defineConnector, defineLookup, defineSource, defineTarget } from './define.ts';
import { field } from './form.ts';

/** The smallest connector with everything in it: the suite is tried on it, and on it with one thing broken at a time. */

const same = (text: string) => ({ en: text, nl: text, de: text, fr: text });
const problem = { title: same('Refused'), happened: same('Status {status}'), fix: same('Ask') };

const Settings = z.object({
  address: field(z.url(), { title: same('Address') }),
  apiKey: field(z.string().min(1), { title: same('Key'), as: 'secret' }),
});
type Settings = z.infer<typeof Settings>;
type Context = ConnectorContext<Settings>;

const Item = z.object({ no: z.number(), name: z.string() }).catchall(z.json());
const Note = z.object({ key: z.string(), text: z.string() });
const Kept = z.object({ id: z.string() });
const Place = z.object({ after: z.number() });

const recordOf = (item: z.infer<typeof Item>): SourceRecord => ({
  key: String(item.no),
  title: `Item ${item.no}`,
  body: item,
});

async function ask(context: Context, path: string, note?: z.infer<typeof Note>, method: 'POST' | 'PUT' = 'POST') {
  const url = `${context.settings.address}${path}`;
  const headers = { 'x-api-key': context.settings.apiKey };
  const answer = note
    ? await context.http.send({ method, url, headers, json: note, effect: 'write' })
    : await context.http.send({ method: 'GET', url, headers, effect: 'read' });
  const refusal = { problem: { code: 'shelf.refused', params: { status: answer.status } } };
  if (answer.status === 401) throw new ConnectionLostError(refusal);
  if (answer.status !== 404 && answer.status >= 400) throw new PermanentError(refusal);
  return answer;
}

async function check(context: Context): Promise<Check[]> {
  const one = { id: 'items', title: same('Items') };
  try {
    await ask(context, '/items?after=0');
    return [{ ...one, ok: true }];
  } catch (error) {
    if (error instanceof ConnectionLostError) return [{ ...one, ok: false, problem: error.problem }];
    throw error;
  }
}

const items = defineSource<Settings, Record<string, never>>({
  title: same('items'),
  confidence: 'documented',
  factsFrom: 'The shelf',
  options: z.object({}),
  samples: [1, 2, 3].map((no) => recordOf({ no, name: 'Sample' })),
  async read(context, _options, cursor) {
    const { after } = Place.catch({ after: 0 }).parse(cursor);
    const page = (await ask(context, `/items?after=${after}`)).json(z.array(Item));
    const resume = { after: page.at(-1)?.no ?? after };
    return { records: page.map(recordOf), next: page.length === 100 ? resume : null, resume };
  },
  async readOne(context, _options, key) {
    const answer = await ask(context, `/items/${key}`);
    return answer.status === 404 ? null : recordOf(answer.json(Item));
  },
});

const notes = defineTarget<Settings, Record<string, never>>({
  title: same('notes'),
  confidence: 'documented',
  factsFrom: 'The shelf',
  options: z.object({}),
  fields: [{ path: 'text', title: same('Text'), type: 'text', required: true }],
  schema: z.object({ text: z.string() }),
  samples: [{ key: 'N 1', body: { text: 'hello' } }],
  write: async (context, _options, record, key) =>
    (await ask(context, '/notes', Note.parse({ key, ...z.object({ text: z.string() }).parse(record) }))).json(Kept),
  async find(context, _options, _record, key) {
    const answer = await ask(context, `/notes/${encodeURIComponent(key)}`);
    return answer.status === 404 ? null : answer.json(Kept);
  },
  async update(context, _options, record, { id, key }) {
    const note = Note.parse({ key, ...z.object({ text: z.string() }).parse(record) });
    const answer = await ask(context, `/notes/by-id/${id}`, note, 'PUT');
    return answer.status === 404 ? null : answer.json(Kept);
  },
  async read(context, _options, id) {
    const answer = await ask(context, `/notes/by-id/${id}`);
    return answer.status === 404 ? null : answer.json(Note);
  },
});

const item = defineLookup<Settings, Record<string, never>>({
  title: same('an item'),
  confidence: 'documented',
  factsFrom: 'The shelf',
  options: z.object({}),
  key: { title: same('Number') },
  samples: [{ key: '1', answer: { no: 1, name: 'Item' } }],
  async look(context, _options, key) {
    const answer = await ask(context, `/items/${encodeURIComponent(key)}`);
    return answer.status === 404 ? null : answer.json(Item);
  },
});

type World = { items: z.infer<typeof Item>[]; notes: z.infer<typeof Note>[] };
const answer = (status: number) => ({ status, body: '{}', contentType: 'application/json' });

function routes(app: FastifyInstance, world: () => World) {
  type ByKey = { Params: { key: string } };
  app.addHook('preHandler', async (request, reply) => {
    if (request.headers['x-api-key'] !== 'shelf-key-1') return reply.code(401).send({});
  });
  app.get<{ Querystring: { after: string } }>('/items', async ({ query }) =>
    world()
      .items.filter(({ no }) => no > Number(query.after))
      .slice(0, 100),
  );
  app.get<ByKey>('/items/:key', async ({ params }, reply) => {
    return world().items.find(({ no }) => String(no) === params.key) ?? reply.code(404).send({});
  });
  app.post('/notes', async ({ body }) => ({ id: `note-${world().notes.push(Note.parse(body))}` }));
  app.get<ByKey>('/notes/:key', async ({ params }, reply) => {
    const index = world().notes.findIndex(({ key }) => key === params.key);
    return index < 0 ? reply.code(404).send({}) : { id: `note-${index + 1}` };
  });
  const placeOf = (id: string) => world().notes.findIndex((_, index) => id === `note-${index + 1}`);
  app.put<ByKey>('/notes/by-id/:key', async ({ params: { key: id }, body }, reply) => {
    if (placeOf(id) < 0) return reply.code(404).send({});
    world().notes[placeOf(id)] = Note.parse(body);
    return { id };
  });
  app.get<ByKey>('/notes/by-id/:key', async ({ params }, reply) => {
    return world().notes[placeOf(params.key)] ?? reply.code(404).send({});
  });
}

const sandbox: Sandbox<World> = {
  seed: (size = 12) => ({ items: Array.from({ length: size }, (_, i) => ({ no: i + 1, name: 'Item' })), notes: [] }),
  routes,
  settings: (address) => ({ address, apiKey: 'shelf-key-1' }),
  faultAnswers: { refuse: answer(422), busy: answer(429), error: answer(500), 'revoke-token': answer(401) },
  faults: ['refuse', 'busy', 'error', 'timeout-before', 'timeout-after', 'half-answer', 'revoke-token'],
  isWrite: ({ method }) => method !== 'GET',
  actions: {
    'add-item': {
      title: same('Add an item'),
      input: z.object({ name: field(z.string().default('New'), { title: same('Name') }) }),
      run: (world, input) => ({
        key: String(world.items.push({ no: world.items.length + 1, name: String(input.name) })),
      }),
    },
  },
  tables: () => [],
  received: ({ notes: all }) =>
    all.map((body, index) => ({ at: '2026-11-21T10:00:00Z', what: 'note', id: `note-${index + 1}`, body })),
};

export const shelf = defineConnector({
  title: same('Shelf'),
  about: same('A shelf'),
  confidence: 'documented',
  settings: Settings,
  howToConnect: [],
  problems: { 'shelf.refused': problem },
  hosts: ({ address }) => [new URL(address).host],
  check,
  sources: { items },
  lookups: { item },
  targets: { notes },
  sandbox,
});
