import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Route, roles } from '#flows/api/route.ts';
import { api, type RouteName } from '#flows/api.ts';
import { publishOrdersToAddress } from '#server/testing/flows.ts';
import { type Person, type RunningKoppel, runKoppel, untilEnded } from '#server/testing/running-koppel.ts';

/** Every route of the product, so that a new one is covered the day it is added. */
const routes: [RouteName, Route][] = Object.entries(api).map(([name, route]) => [name as RouteName, route]);
const guarded = routes.filter(([, { access }]) => access !== 'public');
const nobody = '00000000-0000-4000-8000-000000000000';

let koppel: RunningKoppel;
beforeAll(async () => {
  koppel = await runKoppel();
});
afterAll(() => koppel.stop());

function roleBelow({ access }: Route) {
  const below = access === 'public' ? undefined : roles[roles.indexOf(access) - 1];
  if (!below) throw new Error('There is no lower role');
  return below;
}

const anyParams = (route: Route, id: string) =>
  Object.fromEntries([...route.path.matchAll(/:(\w+)/g)].map(([, name]) => [name, name === 'id' ? id : '1']));

describe('the doors', () => {
  it.each(guarded)('%s is closed to somebody who is not signed in', async (name, route) => {
    expect((await koppel.stranger.ask(name, { params: anyParams(route, nobody) })).status).toBe(401);
  });

  it.each(guarded.filter(([, { access }]) => access !== roles[0]))(
    '%s is closed to a lower role',
    async (name, route) => {
      const below = roleBelow(route);
      const person = await koppel.person(below);
      expect((await person.ask(name, { params: anyParams(route, nobody) })).status).toBe(403);
    },
  );

  it('an address that only looks like a route is not found, and tells nothing', async () => {
    for (const url of ['/api/flows/', '/api//flows', '/api/%66lows/x/y', '/api/flows;x', '/api/health/configs']) {
      const answer = await koppel.app.inject({ url });
      expect([401, 404], url).toContain(answer.statusCode);
    }
  });

  it('a form of another site changes nothing', async () => {
    const asForm = { method: 'POST', url: '/api/session/demo', payload: '{}' } as const;
    const plain = await koppel.app.inject({ ...asForm, headers: { 'content-type': 'text/plain' } });
    expect(plain.statusCode).toBe(415);
    const foreign = { 'content-type': 'application/json', origin: 'https://elsewhere.example', host: 'koppel.example' };
    expect((await koppel.app.inject({ ...asForm, headers: foreign })).statusCode).toBe(403);
    const crossSite = { 'content-type': 'application/json', 'sec-fetch-site': 'cross-site' };
    expect((await koppel.app.inject({ ...asForm, headers: crossSite })).statusCode).toBe(403);
  });
});

describe('the walls', () => {
  let owner: Person;
  let other: Person;
  let flowId: string;
  let runId: string;
  let connectionId: string;

  beforeAll(async () => {
    [owner, other] = [await koppel.person('admin'), await koppel.person('admin')];
    const made = await publishOrdersToAddress(owner);
    flowId = made.flow.id;
    connectionId = made.connections.shop;
    runId = (await owner.call('startRun', { params: { id: flowId }, body: { mode: 'live' } })).id;
    await untilEnded(owner, runId);
  });

  const bodies: Partial<Record<RouteName, object>> = {
    updateConnection: { name: 'mine now' },
    renameFlow: { name: 'mine now' },
    saveDraft: { graph: { nodes: [], edges: [] }, revision: 1 },
    setCursor: { node: 'get', cursor: null },
    startRun: { mode: 'live' },
    peekConnection: { operation: 'orders' },
    keepFlowTest: { run: nobody, no: 0, name: 'mine now' },
    saveValueTable: { rows: [], version: 1 },
    addTableRow: { from: 'a', to: 'b' },
    importValueTable: { csv: 'a,b', how: 'add' },
    forgetUnknownValue: { value: 'a' },
  };
  const byId = guarded.filter(([, { path }]) => path.includes('/:id'));

  it.each(byId)('%s answers 404 for what belongs to another organization', async (name, route) => {
    for (const id of [flowId, runId, connectionId]) {
      const answer = await other.ask(name, { params: anyParams(route, id), body: bodies[name] });
      expect(answer.status).toBe(404);
      expect(JSON.stringify(answer.body)).not.toContain('Demo');
    }
  });

  it('a foreign record is not tried again', async () => {
    for (const body of [{ run: runId }, { records: [{ run: runId, no: 0 }] }]) {
      expect((await other.ask('replay', { body })).status).toBe(404);
    }
  });

  it('a foreign connection in a flow is as good as none', async () => {
    const { draft } = await owner.call('getFlow', { params: { id: flowId } });
    const stolen = await other.call('createFlow', { body: { name: 'Not mine', graph: draft.graph } });
    expect(stolen.draft.problems.map((problem) => problem.code)).toContain('flow.connection-gone');
    expect((await other.ask('publishFlow', { params: { id: stolen.id } })).status).toBe(409);
    expect((await other.ask('startRun', { params: { id: stolen.id }, body: { mode: 'try' } })).status).toBe(409);
  });

  it('lists show nothing of another organization', async () => {
    expect((await other.call('listRuns', { query: { limit: 50 } })).items).toEqual([]);
    expect((await other.call('searchRecords', { query: { q: '208' } })).items).toEqual([]);
    expect((await other.call('listConnections', {})).items).toEqual([]);
  });
});

describe('bad input', () => {
  it('is answered with problem details that name the field, and never with a stack', async () => {
    const person = await koppel.person('admin');
    const answer = await person.ask('createFlow', { body: { name: '' } });
    expect(answer).toMatchObject({ status: 400, body: { code: 'invalid-input', issues: [{ path: 'name' }] } });
    const text = JSON.stringify((await person.ask('getFlow', { params: { id: 'x' } })).body);
    expect(text).not.toMatch(/at .*\.ts|node_modules/);
  });

  it('a draft that somebody else changed meanwhile is answered with the draft as it is', async () => {
    const person = await koppel.person('merchant');
    const flow = await person.call('createFlow', { body: { name: 'Two at once' } });
    const graph = { nodes: [], edges: [] };
    const { revision } = flow.draft;
    await person.call('saveDraft', { params: { id: flow.id }, body: { graph, revision } });
    const late = await person.ask('saveDraft', { params: { id: flow.id }, body: { graph, revision } });
    expect(late).toMatchObject({ status: 409, body: { code: 'conflict', current: { revision: revision + 1 } } });
  });

  it('a body that is too large, or names that change prototypes, are refused', async () => {
    const headers = { 'content-type': 'application/json' };
    const post = (payload: string) => koppel.app.inject({ method: 'POST', url: '/api/session', headers, payload });
    expect((await post('{"__proto__":{"admin":true}}')).statusCode).toBe(400);
    expect((await post('{"email":')).statusCode).toBe(400);
    expect((await post(`"${'x'.repeat(25_000_000)}"`)).statusCode).toBe(413);
  });
});

describe('secrets', () => {
  it('never come back: only that they are set and how they end', async () => {
    const person = await koppel.person('admin');
    const secret = 'canary-0123456789-abcd';
    const settings = { baseUrl: 'https://api.shop.example', auth: 'bearer', token: secret };
    const info = (await person.call('listConnectors', {})).items.find((item) => item.id === 'http');
    const names = info?.form.filter((field) => field.type === 'secret').map((field) => field.name) ?? [];
    const given = Object.fromEntries((info?.form ?? []).map((field) => [field.name, field.initial ?? '']));
    for (const name of names) given[name] = secret;
    const address = info?.form.find((field) => field.required && field.type === 'text')?.name;
    if (address) given[address] = settings.baseUrl;
    const made = await person.ask('createConnection', { body: { connector: 'http', name: 'Canary', settings: given } });
    expect(made.status, JSON.stringify(made.body)).toBe(200);
    const everything = JSON.stringify([made.body, (await person.ask('listConnections', {})).body]);
    expect(everything).not.toContain(secret);
    expect(everything).toContain('abcd');
    const stored = await koppel.services.db.execute(
      "select settings::text, encode(secrets, 'escape') as secrets from connections",
    );
    expect(JSON.stringify(stored.rows)).not.toContain('canary');
  });
});
