import * as z from 'zod';
import type { Words } from '#flows/words.ts';
import type { Json } from '#server/connectors/connector.ts';
import type { Sandbox, SandboxAction, VendorAnswer } from '../sandbox.ts';
import type { Door, Tokens } from './doors.ts';
import { type Document, type Many, type ManyDescription, ManyView, newMany } from './many.ts';
import { addRoutes } from './rest-routes.ts';
import type { Turning } from './turning.ts';

/** A list that can be read: seeded, as long as the world is asked to be. */
export type RestList = ManyDescription & {
  path: string;
  title: Words;
  /** The field under which the list stands in the answer; the answer is the list itself without it. */
  under?: string;
  turning: Turning;
  /** The query parameter for "changed since". */
  since?: string;
  /** What a person can do: one more of these. */
  add?: { action: string; title: Words };
  columns: Record<string, Words>;
};

/** A place where documents are made, found and changed. */
export type RestPlace = {
  path: string;
  title: Words;
  /** One word for what was written: "invoice". */
  what: string;
  /** What a document must look like; anything else is refused with the vendor's own answer. */
  body: z.ZodType;
  /** The id of the nth document. */
  id(nth: number): string | number;
  /** The query parameter that documents are found by, and the field that it is compared with. */
  findBy?: { param: string; field: string };
  under?: string;
  columns: Record<string, Words>;
};

export type Kept = { id: string | number; at: string; document: Document };
type Written = { at: string; what: string; id: string; body: Json };

/** `openedAt` is when the world was first looked into: what was there from the start came in the weeks before. */
export type RestWorld = {
  openedAt: string | null;
  lists: Record<string, Many>;
  places: Record<string, Kept[]>;
  received: Written[];
  tokens: Tokens;
  limit: { from: number; used: number };
};

export type RestSandbox = {
  /** What stands before every path. */
  base?: string;
  door: Door;
  lists?: Record<string, RestList>;
  places?: Record<string, RestPlace>;
  /** How many calls it takes within how many seconds; told in X-RateLimit headers, and 429 beyond. */
  limit?: { most: number; perSeconds: number };
  /** The vendor's way of saying no. */
  error(status: number, message: string): Json;
  /** Settings beside those of the door. */
  settings?(address: string): Record<string, unknown>;
};

/** A stand-in for a REST API, from a description. What a vendor does differently is written as routes of its own. */
export function restSandbox(it: RestSandbox): Sandbox<RestWorld> {
  const { lists = {}, places = {} } = it;
  const answer = (status: number, message: string): VendorAnswer => ({
    ...{ status, contentType: 'application/json', body: JSON.stringify(it.error(status, message)) },
  });
  return {
    seed: (size = 12) => ({
      ...{ openedAt: null, received: [], tokens: {}, limit: { from: 0, used: 0 } },
      lists: mapValues(lists, () => newMany(size)),
      places: mapValues(places, () => []),
    }),
    routes: (app, world, clock) => addRoutes(app, it, world, clock),
    settings: (address) => ({ address: `${address}${it.base ?? ''}`, ...it.door.settings, ...it.settings?.(address) }),
    faultAnswers: {
      refuse: answer(422, 'refused, as the sandbox was told to'),
      busy: answer(429, 'too many requests'),
      error: answer(500, 'internal error'),
      'revoke-token': answer(401, 'unknown key'),
    },
    faults: [
      ...(['busy', 'error', 'timeout-before', 'revoke-token'] as const),
      ...(Object.keys(places).length > 0 ? (['refuse', 'timeout-after', 'half-answer'] as const) : []),
    ],
    isWrite: ({ method, url }) => method !== 'GET' && Object.values(places).some(({ path }) => url.includes(path)),
    actions: Object.fromEntries(Object.entries(lists).flatMap((list) => actionOf(...list))),
    tables: (world) => [
      ...Object.entries(lists).map(([id, list]) => {
        const view = viewOf(world, id, list, new Date());
        return tableOf(id, list, view.slice(null, Math.max(0, view.total - 100), view.total).reverse());
      }),
      ...Object.entries(places).map(([id, place]) =>
        tableOf(id, place, (world.places[id] ?? []).slice(-100).reverse().map(shown)),
      ),
    ],
    received: ({ received }) => received,
  };
}

const mapValues = <In, Out>(of: Record<string, In>, change: (it: In) => Out): Record<string, Out> =>
  Object.fromEntries(Object.entries(of).map(([name, it]) => [name, change(it)]));

/** A list as it is now; the first look settles when the world was opened. */
export function viewOf(world: RestWorld, name: string, list: RestList, now: Date): ManyView {
  world.openedAt ??= now.toISOString();
  const many = world.lists[name] ?? newMany(0);
  world.lists[name] = many;
  return new ManyView(many, list, world.openedAt);
}

function actionOf(name: string, list: RestList): [string, SandboxAction<RestWorld>][] {
  if (!list.add) return [];
  const run: SandboxAction<RestWorld>['run'] = (world, _input, now) => ({
    key: viewOf(world, name, list, now).add(now),
  });
  return [[list.add.action, { title: list.add.title, input: z.object({}), run }]];
}

const Cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);

const tableOf = (id: string, { title, columns }: Pick<RestList, 'title' | 'columns'>, rows: Document[]) => ({
  ...{ id, title, columns: Object.entries(columns).map(([column, words]) => ({ id: column, title: words })) },
  rows: rows.map((row) => cells(row, Object.keys(columns))),
});

const cells = (row: Document, names: string[]) =>
  Object.fromEntries(
    names.map((name) => [name, Cell.catch(JSON.stringify(row[name] ?? null)).parse(row[name] ?? null)]),
  );

/** A document as it is answered. */
export const shown = ({ id, document }: Kept): Document => ({ id, ...document });
