import { afterEach, describe, expect, test } from 'vitest';
import * as z from 'zod';
import { ConnectionLostError, PermanentError, TemporaryError } from '#server/errors.ts';
import {
  basicDoor,
  bearerDoor,
  type Door,
  headerDoor,
  openDoor,
  queryDoor,
  tokenDoor,
} from '#server/sandboxes/kit/doors.ts';
import { restSandbox } from '#server/sandboxes/kit/rest-sandbox.ts';
import type { Turning } from '#server/sandboxes/kit/turning.ts';
import { startTrialOf, type Trial } from '#server/sandboxes/trial.ts';
import { defineConnector } from '../define.ts';
import { field } from '../form.ts';
import { readToEnd } from '../read-to-end.ts';
import { defineApi } from './api.ts';
import { type Auth, basic, bearer, headerKeys, noAuth, queryKeys } from './auth.ts';
import { checkOf, keyStep } from './check.ts';
import { authorizationCode, clientCredentials } from './oauth.ts';
import { byCursor, byLinkHeader, byNextUrl, byOffset, byPage, onePage, type Paging } from './paging.ts';
import type { Refusals } from './refusals.ts';
import { listSource } from './source.ts';
import { changeTarget, createTarget } from './target.ts';

const same = (text: string) => ({ en: text, nl: text, de: text, fr: text });
const Settings = z.object({
  address: field(z.url(), { title: same('Address') }),
  user: field(z.string().default(''), { title: same('User') }),
  key: field(z.string().default(''), { title: same('Key'), as: 'secret' }),
});
type Settings = z.infer<typeof Settings>;

type Parts = {
  auth?: Auth<Settings>;
  door?: Door;
  paging?: Paging;
  turning?: Turning;
  refusals?: Refusals;
  limit?: { most: number; perSeconds: number };
};

const size = { sizeParam: 'limit', size: 100 };
const turn = { sizeParam: 'limit', most: 100 };

function built(parts: Parts) {
  const { auth = noAuth, door = openDoor, refusals, limit } = parts;
  const { paging = byOffset({ param: 'from', ...size }), turning = { by: 'offset', param: 'from', ...turn } } = parts;
  const api = defineApi<Settings>({ base: ({ address }) => address, auth, ...(refusals && { refusals }) });
  const items = listSource({
    ...{ title: same('items'), confidence: 'documented', options: z.object({}), samples: [], api, paging },
    call: () => ({ path: '/items' }),
    list: 'items',
    since: { param: 'since' },
    reading: {
      view: z.object({ number: z.string(), at: z.coerce.date() }),
      key: ({ number }) => number,
      title: ({ number }) => number,
      changed: ({ at }) => at,
    },
    one: { call: (key) => ({ path: `/items/${key}` }) },
  });
  const common = {
    ...{ title: same('notes'), confidence: 'documented' as const, options: z.object({}), fields: [], api },
    ...{ schema: z.unknown(), samples: [] },
  };
  const find = { call: () => ({ path: '/notes' }), list: 'found', id: 'id', key: 'key' };
  const create = {
    call: ({ record }: { record: unknown }) => ({ method: 'POST', path: '/notes', json: record }) as const,
    id: 'id',
  };
  const put = ({ id, record }: { id: string; record: unknown }) =>
    ({ method: 'PUT', path: `/notes/${id}`, json: record }) as const;
  return defineConnector({
    ...{ title: same('Parts'), about: same('Parts'), confidence: 'documented' as const },
    ...{ settings: Settings, howToConnect: [], problems: {} },
    hosts: ({ address }) => [new URL(address).host],
    check: checkOf<Settings>([keyStep((context) => api.send(context, { path: '/items' }))]),
    sources: { items },
    targets: {
      notes: createTarget({ ...common, create, find }),
      changes: changeTarget({
        ...{ ...common, create, find, change: { call: put } },
        read: { call: ({ id }) => ({ path: `/notes/${id}` }) },
      }),
      onlyChanges: changeTarget({ ...common, find, change: { call: put } }),
    },
    sandbox: restSandbox({
      ...{ base: '/api', door, error: (status, message) => ({ error: { code: `E${status}`, message } }) },
      ...(limit && { limit }),
      lists: {
        items: {
          ...{ path: '/items', title: same('Items'), under: 'items', firstNumber: 1, turning, since: 'since' },
          make: (_place, number, at) => ({ number, at }),
          add: { action: 'add', title: same('Add') },
          columns: {},
        },
      },
      places: {
        notes: {
          ...{ path: '/notes', title: same('Notes'), what: 'note', under: 'found', columns: {} },
          body: z.looseObject({ key: z.string() }),
          id: (nth) => nth + 1,
        },
      },
    }),
  });
}

let trial: Trial | null = null;
afterEach(async () => {
  await trial?.close();
  trial = null;
});

let clock = new Date();
async function start(parts: Parts, worldSize = 230) {
  clock = new Date('2026-11-21T10:00:00Z');
  trial = await startTrialOf('parts', built(parts), { size: worldSize, now: () => clock });
  const { items } = trial.connector.sources;
  const { notes, changes, onlyChanges } = trial.connector.targets;
  if (!items || !notes || !changes || !onlyChanges) throw new Error('the connector is not whole');
  return { ...trial, items, notes, changes, onlyChanges };
}
const all = (most: number) => Array.from({ length: most }, (_, place) => String(place + 1));

const key = { key: 'demo-key-1' };
const pair = { clientId: () => 'demo-id', clientSecret: ({ key: secret }: Settings) => secret };
const door = { path: '/token', clientId: 'demo-id', clientSecret: key.key, seconds: 300, settings: key };
const url = ({ address }: Settings) => `${address}/token`;
const code = authorizationCode<Settings>({
  ...{ ...pair, url, as: 'form', authorizeUrl: ({ address }) => `${address}/authorize`, scope: () => 'orders offline' },
  refreshToken: ({ user }) => user,
});
const codeDoor = tokenDoor({ ...door, settings: { ...key, user: 'first-refresh' }, firstRefresh: 'first-refresh' });

describe('Whoever asks is known by', () => {
  const proofs: [string, Auth<Settings>, Door][] = [
    [
      'a user and a password',
      basic(
        ({ user }) => user,
        (it) => it.key,
      ),
      basicDoor('u', key.key, { user: 'u', ...key }),
    ],
    ['a bearer key', bearer((it) => it.key), bearerDoor(key.key, key)],
    ['a key in a header', headerKeys((it) => ({ 'X-Key': it.key })), headerDoor({ 'X-Key': key.key }, key)],
    ['a key in the address', queryKeys(['key'], (it) => ({ key: it.key })), queryDoor(key, key)],
    ['a token for an id and a secret in a header', clientCredentials({ ...pair, url, as: 'basic' }), tokenDoor(door)],
    ['a token for an id and a secret in a form', clientCredentials({ ...pair, url, as: 'form' }), tokenDoor(door)],
    ['a token for an id and a secret in JSON', clientCredentials({ ...pair, url, as: 'json' }), tokenDoor(door)],
    ['a token whose refresh token is good once', code.auth, codeDoor],
  ];

  test.each(proofs)('%s', async (_, auth, doorway) => {
    const { items, context, contextFor, connector, exchanges } = await start({ auth, door: doorway });
    expect((await readToEnd(items, context, null)).keys).toEqual(all(230));
    const wrong = contextFor({ ...context.settings, key: 'wrong-key-9', user: 'wrong-user-9' });
    await expect(items.read(wrong, {}, null)).rejects.toThrow(ConnectionLostError);
    expect(await connector.check(wrong)).toMatchObject([
      { id: 'reachable', ok: true },
      { id: 'key', ok: false, problem: { code: 'system.key-refused' } },
    ]);
    expect(JSON.stringify(exchanges)).not.toMatch(/demo-key-1|wrong-key-9|sandbox-access|sandbox-refresh/);
  });

  const renewed: [string, Auth<Settings>, Door][] = [
    ['an id and a secret', clientCredentials({ ...pair, url, as: 'basic' }), tokenDoor(door)],
    ['a refresh token', code.auth, codeDoor],
  ];
  test.each(renewed)('a token by %s, which is renewed when it ends in the middle', async (_, auth, doorway) => {
    const { items, context, control } = await start({ auth, door: doorway });
    const first = await items.read(context, {}, null);
    clock = new Date(clock.getTime() + 3_600_000);
    const second = await items.read(context, {}, first.next);
    await control.fault('parts', 'revoke-token', 1);
    const third = await items.read(context, {}, second.next);
    expect([first, second, third].flatMap(({ records }) => records)).toHaveLength(230);
  });
});

describe('A list goes on', () => {
  const styles: [string, Paging, Turning][] = [
    ['by page', byPage({ param: 'page', ...size }), { by: 'page', param: 'page', first: 1, ...turn }],
    ['by page from 0', byPage({ param: 'page', first: 0, ...size }), { by: 'page', param: 'page', first: 0, ...turn }],
    ['by offset', byOffset({ param: 'from', ...size }), { by: 'offset', param: 'from', ...turn }],
    [
      'by offset until a page is empty',
      byOffset({ param: 'from', ...size, size: 50, until: 'empty' }),
      { by: 'offset', param: 'from', ...turn },
    ],
    [
      'by a mark in the body',
      byCursor({ param: 'after', at: 'meta.next', ...size }),
      { by: 'cursor', param: 'after', at: 'meta.next', ...turn },
    ],
    ['by a Link header', byLinkHeader(size), { by: 'link', ...turn }],
    [
      'by an address in the body',
      byNextUrl({ at: 'next.href', ...size }),
      { by: 'next-url', at: 'next.href', ...turn },
    ],
    ['by one answer that holds everything', onePage, { by: 'none' }],
  ];

  test.each(styles)('%s, each record once, while new ones come in', async (_, paging, turning) => {
    const { items, context, control } = await start({ paging, turning });
    const keys: string[] = [];
    let cursor: Parameters<typeof items.read>[2] = null;
    let added = 0;
    do {
      const page = await items.read(context, {}, cursor);
      expect(page.records.length).toBeLessThanOrEqual(100);
      keys.push(...page.records.map((record) => record.key));
      if (added < 3) await control.act('parts', 'add', {});
      added += 1;
      cursor = page.next;
    } while (cursor !== null);
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys).toEqual(expect.arrayContaining(all(230)));
  });

  test.each(styles)(
    '%s: an empty one, one with a single record, and one of exactly a page',
    async (_, paging, turning) => {
      for (const worldSize of [0, 1, 100]) {
        const { items, context, close } = await start({ paging, turning }, worldSize);
        expect((await readToEnd(items, context, null)).keys).toEqual(all(worldSize));
        await close();
      }
      trial = null;
    },
  );

  test('and the next reading begins ten minutes before the newest change', async () => {
    const { items, context, control } = await start({});
    const { resume } = await readToEnd(items, context, null);
    expect(resume).toEqual({ since: '2026-11-21T07:44:47.000Z' });
    clock = new Date(clock.getTime() + 3_600_000);
    await control.act('parts', 'add', {});
    const again = await readToEnd(items, context, resume);
    expect(again.keys).toContain('231');
    expect(again.keys.length).toBeLessThan(5);
  });

  test('without the key that a next address repeats', async () => {
    const auth = queryKeys<Settings, 'key'>(['key'], (it) => ({ key: it.key }));
    const paging = byNextUrl({ at: 'next', ...size });
    const turning = { by: 'next-url', at: 'next', ...turn } as const;
    const { items, context } = await start({ auth, door: queryDoor(key, key), paging, turning });
    const { pages, keys } = await readToEnd(items, context, null);
    expect(keys).toEqual(all(230));
    expect(JSON.stringify(pages.map(({ next }) => next))).not.toContain(key.key);
  });
});

describe('An answer that says no', () => {
  const asked = async (refusals: Refusals, fault: 'refuse' | 'busy' | 'error' = 'refuse') => {
    const { notes, context, control } = await start({ refusals });
    await control.fault('parts', fault, 1);
    return notes.write(context, {}, { key: 'a' }, 'a').catch((error: unknown) => error);
  };
  const paths = { message: ['error.message'], code: ['error.code'] };
  const message = 'refused, as the sandbox was told to';

  test('needs a person, with the vendor’s own words', async () => {
    const error = await asked(paths);
    expect(error).toBeInstanceOf(PermanentError);
    expect(error).toMatchObject({
      problem: { code: 'system.refused', params: { status: 422, code: 'E422', message } },
    });
  });

  test('can be for later, or about the whole connection, by the vendor’s table', async () => {
    const later = { ...paths, table: [{ code: 'E422', means: 'later', problem: 'p.later', seconds: 90 }] as const };
    expect(await asked(later)).toMatchObject({
      name: 'TemporaryError',
      retryAfterSeconds: 90,
      problem: { code: 'p.later' },
    });
    const lost = { ...paths, table: [{ status: [418, 422], says: /as the sandbox/, means: 'lost' }] as const };
    expect(await asked(lost)).toBeInstanceOf(ConnectionLostError);
    const other = { ...paths, table: [{ status: 422, code: /^X/, means: 'lost' }] as const };
    expect(await asked(other)).toBeInstanceOf(PermanentError);
  });

  test('can come with 500, or with 200', async () => {
    const saysNo = { ...paths, despiteStatus: (body: unknown) => JSON.stringify(body).includes('error') };
    expect(await asked(saysNo, 'error')).toBeInstanceOf(PermanentError);
    expect(await asked(paths, 'error')).toBeInstanceOf(TemporaryError);
    const always = { despiteStatus: () => true };
    const { items, context } = await start({ refusals: always });
    await expect(items.read(context, {}, null)).rejects.toThrow('system.refused');
  });

  test('is waited for as its headers tell', async () => {
    const { items, context } = await start({ limit: { most: 2, perSeconds: 45 } });
    await items.read(context, {}, null);
    await items.read(context, {}, null);
    await expect(items.read(context, {}, null)).rejects.toMatchObject({ retryAfterSeconds: 45 });
  });
});

describe('A record is written', () => {
  test('once, and found by its own key only, also where the other side ignores the question', async () => {
    const { notes, context } = await start({});
    expect(await notes.write(context, {}, { key: 'a' }, 'a')).toEqual({ id: '1' });
    expect(await notes.find?.(context, {}, {}, 'a')).toEqual({ id: '1' });
    expect(await notes.find?.(context, {}, {}, 'b')).toBeNull();
  });

  test('over the one that is there, and made where there is none', async () => {
    const { changes, context, control } = await start({});
    for (const stock of [1, 2]) await changes.write(context, {}, { key: 'a', stock }, 'a');
    await changes.write(context, {}, { key: 'b', stock: 3 }, 'b');
    const received = await control.received('parts');
    expect(received?.map(({ id, body }) => ({ id, body }))).toEqual([
      { id: '1', body: { key: 'a', stock: 1 } },
      { id: '1', body: { key: 'a', stock: 2 } },
      { id: '2', body: { key: 'b', stock: 3 } },
    ]);
    expect(changes.repeatable).toBe(true);
  });

  test('over the one with the id that was kept, after a look at what stood there, and told when it is gone', async () => {
    const { changes, context } = await start({});
    const made = await changes.write(context, {}, { key: 'a', stock: 1 }, 'a');
    expect(made).toEqual({ id: '1', made: 'created' });
    expect(await changes.read?.(context, {}, '1')).toMatchObject({ stock: 1 });
    expect(await changes.update?.(context, {}, { key: 'a', stock: 2 }, { id: '1', key: 'a' })).toEqual({ id: '1' });
    expect(await changes.read?.(context, {}, '1')).toMatchObject({ stock: 2 });
    expect(await changes.update?.(context, {}, { key: 'a' }, { id: '7', key: 'a' })).toBeNull();
    expect(await changes.read?.(context, {}, '7')).toBeNull();
  });

  test('or needs a person where it may only be changed and is not there', async () => {
    const { onlyChanges, context } = await start({});
    const writing = onlyChanges.write(context, {}, { key: 'a' }, 'a');
    await expect(writing).rejects.toMatchObject({ name: 'PermanentError', problem: { code: 'system.not-there' } });
  });
});

describe('Access that a person gives', () => {
  test('is asked for with state and challenge, and its code becomes a token', async () => {
    const { context } = await start({ auth: code.auth, door: codeDoor });
    const settings = Settings.parse(context.settings);
    const asked = { redirectUri: 'https://koppel.example/x', state: 's', challenge: 'c' };
    const address = new URL(code.grant.address({ settings }, asked));
    expect(Object.fromEntries(address.searchParams)).toEqual({
      ...{ response_type: 'code', client_id: 'demo-id', redirect_uri: asked.redirectUri, state: 's' },
      ...{ code_challenge: 'c', code_challenge_method: 'S256', scope: 'orders offline' },
    });
    const given = { code: 'abc', redirectUri: asked.redirectUri, verifier: 'v' };
    const token = await code.grant.redeem({ ...context, settings }, given);
    expect(token).toMatchObject({ access: 'sandbox-access-1', refresh: 'sandbox-refresh-1' });
  });

  test('is missed with a word of how to give it', async () => {
    const { context, contextFor, items } = await start({ auth: code.auth, door: codeDoor });
    const nobody = contextFor({ ...context.settings, user: '' });
    await expect(items.read(nobody, {}, null)).rejects.toThrow('system.access-not-given');
  });
});
