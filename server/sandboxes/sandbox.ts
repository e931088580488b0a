import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type * as z from 'zod';
import type { faultNames, SandboxTable } from '#flows/api/sandboxes.ts';
import type { Words } from '#flows/words.ts';
import type { Json } from '#server/connectors/connector.ts';
import type { Outgoing } from './outgoing.ts';

export type FaultKind = (typeof faultNames)[number];

/** An answer in the vendor's own error format. */
export type VendorAnswer = { status: number; body: string; contentType: string; headers?: Record<string, string> };

/**
 * The stand-in for one outside system. Its world is plain JSON: seeded, changed by requests and actions, saved between
 * starts. It is mounted under /<connector id> on the sandbox port, so the vendor's base address becomes
 * http://127.0.0.1:<port>/<connector id>.
 */
export type Sandbox<World extends Json = Json> = {
  /** A small world: the same seed gives the same world. `size` scales the number of orders (default 12). */
  seed(size?: number): World;
  /** The vendor's routes. Every handler reads and changes `world()`; nothing is kept elsewhere. */
  routes(app: FastifyInstance, world: () => World, clock: () => Date): void;
  /** The settings, secrets included, of a connection to this sandbox; `address` is its base address. */
  settings(address: string): Record<string, unknown> | Promise<Record<string, unknown>>;
  /** How the vendor says no: to one record, to too many calls, because it broke, and to a key that no longer holds. */
  faultAnswers: { refuse: VendorAnswer; busy: VendorAnswer; error: VendorAnswer; 'revoke-token': VendorAnswer };
  /** Which fault kinds make sense here; the page offers only these. */
  faults: readonly FaultKind[];
  /**
   * Whether a request counts as a write (refuse, timeout-after and half-answer hit writes only).
   * `url` is what follows the sandbox's base address; `body` is there for a sandbox that looks at it.
   */
  isWrite(request: { method: string; url: string; body?: unknown }): boolean;
  /** Questions and changes share one address (GraphQL): only the body tells them apart. */
  looksAtBody?: true;
  /** What a person can do in this system: place an order, change a stock. Input drives a form. */
  actions: Record<string, SandboxAction<World>>;
  /** What the page shows of the world, as plain tables. */
  tables(world: World): SandboxTable[];
  /** What was written to it from outside, newest last, with ids as the vendor gave them. */
  received(world: World): { at: string; what: string; id: string; body: Json }[];
  /** Takes out of the world what it sends by itself (its webhooks), oldest first. Left out where it sends nothing. */
  outgoing?(world: World): Outgoing[];
  /** Answers where the system does not speak HTTP: each socket that comes to a port of its own; see kit/line-at.ts. */
  line?(socket: Socket, here: LineHere<World>): void;
  /** What else a client must know of that port (a host key), as settings. */
  known?(): Record<string, string>;
  /**
   * For a stand-in that keeps its tables in a PostgreSQL of its own: brings database and world into line, before anybody
   * asks and after a person acted.
   */
  attend?(world: World, databaseUrl: string): Promise<void>;
};

export type AskOwn = (
  method: 'GET' | 'PUT' | 'POST' | 'DELETE',
  path: string,
  body?: Record<string, string>,
) => Promise<{ status: number; body: Buffer }>;

export type LineHere<World = Json> = {
  world(): World;
  clock(): Date;
  /** The fault that strikes what is asked now, counted as used. */
  strike(request: { method: string; url: string }): FaultKind | null;
  /** The world has changed and is to be kept. */
  changed(): void;
  /** Asks the stand-in's own routes, with the faults that strike there: for a protocol that is only another dress for them. */
  ask: AskOwn;
  /** The address of its own database, where `attend` is there. */
  databaseUrl: string | null;
};

export type SandboxAction<World extends Json = Json> = {
  title: Words;
  /** One object schema with a default for every field, so that an empty input works; words by `field` of form.ts. */
  input: z.ZodType<Record<string, Json>>;
  /** Changes the world in place and says what it did: the key of what was made or changed. */
  run(world: World, input: Record<string, Json>, now: Date): { key: string };
};
