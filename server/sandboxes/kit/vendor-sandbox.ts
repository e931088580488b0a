import type { FastifyInstance, FastifyReply } from 'fastify';
import * as z from 'zod';
import type { SandboxTable } from '#flows/api/sandboxes.ts';
import type { Words } from '#flows/words.ts';
import type { Json } from '#server/connectors/connector.ts';
import type { Outgoing } from '../outgoing.ts';
import type { FaultKind, Sandbox, SandboxAction, VendorAnswer } from '../sandbox.ts';
import type { Door } from './doors.ts';
import { type Document, type ManyDescription, ManyView, newMany } from './many.ts';
import { standGuard } from './rest-routes.ts';
import type { RestWorld } from './rest-sandbox.ts';

/** Long lists, what was done to them, and how this stand-in is told to behave. */
export type VendorWorld = Omit<RestWorld, 'places'> & {
  /** Documents that are made here, by the name of their kind. */
  kept: Record<string, Document[]>;
  /** The places of documents that have names of their own (a SKU, a reference), by list and name. */
  index: Record<string, string>;
  rules: Record<string, Json>;
};

/** What routes and actions work with: the world as it is at a moment. */
export class Place {
  readonly world: VendorWorld;
  readonly now: Date;
  readonly #lists: Record<string, ManyDescription>;

  constructor(world: VendorWorld, now: Date, lists: Record<string, ManyDescription>) {
    this.world = world;
    this.now = now;
    this.#lists = lists;
    world.openedAt ??= now.toISOString();
  }

  view(name: string): ManyView {
    const list = this.#lists[name];
    if (!list) throw new Error(`there is no list "${name}"`);
    const many = this.world.lists[name] ?? newMany(0);
    this.world.lists[name] = many;
    return new ManyView(many, list, this.world.openedAt ?? this.now.toISOString());
  }

  kept(kind: string): Document[] {
    this.world.kept[kind] ??= [];
    return this.world.kept[kind];
  }

  /** Puts a message for another system into the post. */
  post(message: Outgoing) {
    this.kept('outgoing').push(message);
  }

  /** Writes down that something arrived from outside. */
  tell(what: string, id: string | number, body: Json) {
    this.world.received.push({ at: this.now.toISOString(), what, id: String(id), body });
  }
}

export type VendorSandbox = {
  /** What stands before every path. */
  base?: string;
  door: Door;
  limit?: { most: number; perSeconds: number };
  /** The vendor's way of saying no. */
  error(status: number, message: string): Json;
  lists: Record<string, ManyDescription>;
  rules?: Record<string, Json>;
  /** Behind the door and the limit. */
  routes(app: FastifyInstance, here: () => Place): void;
  actions: Record<string, VendorAction>;
  tables: { id: string; title: Words; columns: Record<string, Words>; rows(place: Place): Document[] }[];
  /** Whether a call may change something that a flow waits for. */
  isWrite: Sandbox['isWrite'];
  looksAtBody?: true;
  settings?(address: string): Record<string, unknown>;
  refusal?: { status: number; body: Json };
  /** It sends messages by itself, which may come twice or late. */
  sends?: true;
};
export type VendorAction = {
  title: Words;
  input: SandboxAction['input'];
  run(place: Place, input: Record<string, Json>): { key: string };
};

/** A stand-in whose routes are its own, over worlds of any length. */
export function vendorSandbox(it: VendorSandbox): Sandbox<VendorWorld> {
  const placeOf = (world: VendorWorld, now: Date) => new Place(world, now, it.lists);
  const answer = (status: number, body: Json): VendorAnswer => ({
    ...{ status, contentType: 'application/json', body: JSON.stringify(body) },
  });
  return {
    seed: (size = 12) => ({
      ...{ openedAt: null, received: [], tokens: {}, limit: { from: 0, used: 0 }, kept: {}, index: {} },
      rules: { ...it.rules },
      lists: Object.fromEntries(Object.keys(it.lists).map((name) => [name, newMany(size)])),
    }),
    routes: (root, world, clock) => addVendorRoutes(root, it, world, clock),
    settings: (address) => ({ address: `${address}${it.base ?? ''}`, ...it.door.settings, ...it.settings?.(address) }),
    faultAnswers: {
      refuse: answer(
        it.refusal?.status ?? 422,
        it.refusal?.body ?? it.error(422, 'refused, as the sandbox was told to'),
      ),
      busy: answer(429, it.error(429, 'too many requests')),
      error: answer(500, it.error(500, 'internal error')),
      'revoke-token': answer(401, it.error(401, 'unknown key')),
    },
    faults: [...allFaults, ...(it.sends ? (['duplicate-webhook', 'late-webhook'] as const) : [])],
    isWrite: it.isWrite,
    ...(it.looksAtBody && { looksAtBody: true as const }),
    actions: Object.fromEntries(
      Object.entries(it.actions).map(([id, { title, input, run }]) => [
        id,
        { title, input, run: (world: VendorWorld, given, now) => run(placeOf(world, now), given) },
      ]),
    ),
    tables: (world) => it.tables.map((table) => tableOf(table, placeOf(world, new Date()))),
    received: ({ received }) => received,
    outgoing: ({ kept }) => z.array(Message).parse(kept.outgoing?.splice(0) ?? []),
  };
}

const Message = z.object({ url: z.string(), headers: z.record(z.string(), z.string()), body: z.json() });

const allFaults = [
  ...(['refuse', 'busy', 'error', 'timeout-before', 'timeout-after', 'half-answer', 'revoke-token'] as const),
] satisfies FaultKind[];

function addVendorRoutes(root: FastifyInstance, it: VendorSandbox, world: () => VendorWorld, clock: () => Date) {
  root.register(
    async (outside) => {
      it.door.routes?.(outside, () => world().tokens, clock);
      outside.register(async (app) => {
        standGuard(app, it, world, clock);
        it.routes(app, () => new Place(world(), clock(), it.lists));
      });
    },
    { prefix: it.base ?? '' },
  );
}

const Cell = z.union([z.string(), z.number(), z.boolean(), z.null()]);

function tableOf({ id, title, columns, rows }: VendorSandbox['tables'][number], place: Place): SandboxTable {
  const names = Object.keys(columns);
  return {
    ...{ id, title, columns: Object.entries(columns).map(([column, words]) => ({ id: column, title: words })) },
    rows: rows(place).map((row) =>
      Object.fromEntries(
        names.map((name) => [name, Cell.catch(JSON.stringify(row[name] ?? null)).parse(row[name] ?? null)]),
      ),
    ),
  };
}

/** The newest of a long list, newest first, as a page for people shows them. */
export const newestOf = (view: ManyView, most = 100): Document[] =>
  view.slice(null, Math.max(0, view.total - most), view.total).reverse();

const Asked = z.record(z.string(), z.union([z.string(), z.array(z.string())]));

/** A query as texts; what is given twice counts once. */
export const askedOf = (query: unknown): Record<string, string> =>
  Object.fromEntries(
    Object.entries(Asked.catch({}).parse(query)).map(([name, value]) => [name, [value].flat().at(-1) ?? '']),
  );

/** The fields of a body, whether it came as JSON or as a form. */
export const fieldsOf = (body: unknown): Document => z.record(z.string(), z.json()).catch({}).parse(body);

/** The piece of a list that a page number asks for; a page may be shorter than asked, as vendors cap it. */
export function pageAsked(asked: Record<string, string>, it: { page: string; size: string; first: 0 | 1 } & Caps) {
  const whole = z.coerce.number().int();
  const size = Math.min(whole.min(1).catch(it.usual).parse(asked[it.size]), it.most);
  const page = whole.min(it.first).catch(it.first).parse(asked[it.page]);
  const from = (page - it.first) * size;
  return { page, size, from, to: from + size };
}
type Caps = { usual: number; most: number };

export const refuse = (reply: FastifyReply, status: number, body: Json) => reply.code(status).send(body);
