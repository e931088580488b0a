import { randomBytes } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import type * as z from 'zod';
import type { Role, Route } from '#flows/api/route.ts';
import { type Api, api, type RouteName } from '#flows/api.ts';
import { startSession } from '#server/access/sessions.ts';
import { buildApp } from '#server/app.ts';
import { readConfig } from '#server/config.ts';
import type { Connector } from '#server/connectors/connector.ts';
import { loadConnectors } from '#server/connectors/registry.ts';
import { hearAnnouncements } from '#server/database/announcements.ts';
import { memberships, organizations, people } from '#server/database/schema.ts';
import { createAtOnce } from '#server/jobs/at-once.ts';
import { startWorker } from '#server/jobs/worker.ts';
import { hearLiveEvents } from '#server/live-events.ts';
import { openServices, type Stops, startSandboxes } from '#server/parts.ts';
import type { Services } from '#server/services.ts';

type Part<R, Name extends keyof Route> =
  R extends Record<Name, infer Schema extends z.ZodType> ? Record<Name, z.input<Schema>> : unknown;
type Input<N extends RouteName> = Part<Api[N], 'params'> & Part<Api[N], 'query'> & Part<Api[N], 'body'>;
type AnyInput = { params?: Record<string, string | number>; query?: Record<string, unknown>; body?: unknown };

/** A raw answer: what a test of refusals looks at. */
type Answer = { status: number; body: unknown };

/** A signed-in person of one organization, who calls routes by their names. */
export type Person = {
  organizationId: string;
  cookies: { koppel: string };
  /** The answer, checked against the contract; a refusal throws. */
  call<N extends RouteName>(name: N, input: Input<N>): Promise<z.output<Api[N]['response']>>;
  /** Resolves when the run moves next. */
  nextAnnouncement(runId: string): Promise<void>;
  /** Whatever is answered. */
  ask(name: RouteName, input: AnyInput): Promise<Answer>;
};

export type RunningKoppel = {
  services: Services;
  app: FastifyInstance;
  /** The settings under which a second process joins this one. */
  environment: Record<string, string>;
  /** A new person with this role; in a new organization, or in the one given. */
  person(role: Role, organizationId?: string): Promise<Person>;
  /** Someone without a session. */
  stranger: Pick<Person, 'ask'>;
  stop(): Promise<void>;
};

type Options = {
  worker?: boolean;
  /** Where there is no vitest to make one. */
  database?: { url: string; drop(): Promise<void> };
  /** KOPPEL_ALLOW_PRIVATE, for this process and the workers that join it. */
  allowPrivate?: string;
  /** Connectors that have no folder of their own. */
  more?: ReadonlyMap<string, Connector>;
};

/** The whole server for a test: real database, real sandboxes, real cage; with `worker` it works jobs off too. */
export async function runKoppel({
  worker = true,
  database: given,
  allowPrivate = '',
  more = new Map(),
}: Options = {}): Promise<RunningKoppel> {
  const stops: Stops = [];
  const folder = await mkdtemp(path.join(tmpdir(), 'koppel-running-'));
  stops.push(() => rm(folder, { recursive: true, force: true }));
  const config = { ...readConfig({ KOPPEL_DATA_DIR: folder, KOPPEL_ALLOW_PRIVATE: allowPrivate }), sandboxPort: 0 };
  const instanceKey = randomBytes(32);
  const connectors = new Map([...(await loadConnectors()), ...more]);
  const sandboxAddress = await startSandboxes(config, connectors, instanceKey, stops);
  const database = given ?? (await (await import('./database.ts')).createTestDatabase());
  stops.push(() => database.drop());
  const databaseUrl = database.url;
  const { services, pool } = await openServices(
    { config, connectors, instanceKey, databaseUrl, sandboxAddress },
    stops,
  );
  const atOnce = createAtOnce(services);
  if (worker) {
    const started = await startWorker(services, pool, atOnce);
    stops.push(() => started.stop());
  }
  const live = hearLiveEvents(databaseUrl, services.db);
  stops.push(() => live.close());
  const announcements = new EventEmitter().setMaxListeners(0);
  const hearing = hearAnnouncements(databaseUrl, (_organization, runId) => announcements.emit(runId));
  stops.push(() => hearing.close());
  await hearing.listening;
  const app = await buildApp(services, live, atOnce);
  stops.push(async () => {
    await app.close();
    await atOnce.leave();
  });
  return {
    services,
    app,
    environment: {
      DATABASE_URL: databaseUrl,
      KOPPEL_SECRET_KEY: instanceKey.toString('base64'),
      KOPPEL_SANDBOX_URL: sandboxAddress,
      KOPPEL_DATA_DIR: folder,
      KOPPEL_ALLOW_PRIVATE: allowPrivate,
    },
    person: (role, organizationId) => addPerson({ services, app, announcements }, role, organizationId),
    stranger: { ask: asker(app, null) },
    async stop() {
      for (const stop of stops.reverse()) await stop();
    },
  };
}

type House = { services: Services; app: FastifyInstance; announcements: EventEmitter };

async function addPerson({ services, app, announcements }: House, role: Role, given?: string): Promise<Person> {
  const { db, vault, newId } = services;
  const organizationId = given ?? newId();
  if (!given) {
    await db
      .insert(organizations)
      .values({ id: organizationId, name: 'Test shop', dataKey: vault.newDataKey(organizationId) });
  }
  const personId = newId();
  await db.insert(people).values({ id: personId, name: 'A person', email: `${personId}@test.example` });
  await db.insert(memberships).values({ organizationId, personId, role });
  const token = await startSession(db, { organizationId, personId }, services.now());
  const ask = asker(app, token);
  return {
    organizationId,
    cookies: { koppel: token },
    ask,
    nextAnnouncement: (runId) => new Promise((resolve) => announcements.once(runId, resolve)),
    async call(name, input) {
      const answer = await ask(name, input as AnyInput);
      if (answer.status !== 200) throw new Error(`${name} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
      const response: z.ZodType = api[name].response;
      return response.parse(answer.body) as never;
    },
  };
}

function asker(app: FastifyInstance, token: string | null): Person['ask'] {
  return async (name, { params = {}, query = {}, body }) => {
    const route: Route = api[name];
    const url = route.path.replace(/:(\w+)/g, (_, key: string) => encodeURIComponent(String(params[key])));
    const answer = await app.inject({
      method: route.method,
      url,
      query: Object.fromEntries(Object.entries(query).map(([key, value]) => [key, String(value)])),
      ...(token && { cookies: { koppel: token } }),
      ...(route.body && { headers: { 'content-type': 'application/json' }, payload: JSON.stringify(body ?? {}) }),
    });
    return { status: answer.statusCode, body: answer.json() };
  };
}

/** Waits until a run has ended, or is parked: looks again whenever the database announces that it moved. */
export async function untilEnded(person: Person, runId: string) {
  for (;;) {
    const moved = person.nextAnnouncement(runId);
    const run = await person.call('getRun', { params: { id: runId } });
    if (run.endedAt !== null || run.status === 'on-hold') return run;
    await moved;
  }
}

/** "Run now", and the run as it ended. */
export async function runNow(person: Person, flowId: string) {
  const { id } = await person.call('startRun', { params: { id: flowId }, body: { mode: 'live' } });
  return untilEnded(person, id);
}
