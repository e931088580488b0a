import fastify, { type FastifyInstance } from 'fastify';
import { parse } from 'secure-json-parse';
import type { Connector } from '#server/connectors/connector.ts';
import { addControlRoutes } from './control-routes.ts';
import { addFaultLayer, PendingFaults } from './faults.ts';
import { Postman } from './outgoing.ts';
import { type OpenDatabase, OwnDatabases } from './own-database.ts';
import { addOwnPorts } from './own-ports.ts';
import type { Sandbox } from './sandbox.ts';
import { StoredWorld } from './world.ts';

export type SandboxHostOptions = {
  connectors: ReadonlyMap<string, Connector>;
  /** Loopback, unless the stand-ins run as a process of their own that others must reach. */
  host?: string;
  /** 0 = any free port. */
  port: number;
  /** Where worlds are kept between starts; null = nowhere. */
  folder: string | null;
  /** What the control routes ask for; only the product knows it. */
  key: string;
  now(): Date;
  /** How large fresh worlds are; see Sandbox.seed. */
  size?: number;
  /** Told what went wrong while nobody was waiting for an answer. */
  onError?(error: unknown): void;
  /** Starts the PostgreSQL of the stand-ins that keep their tables in one; called when the first of them is needed. */
  openDatabase?: OpenDatabase | undefined;
};

/** One sandbox in this host: its contract, its world and the faults that stand ready for it. */
export type Mounted = {
  id: string;
  connector: Connector;
  sandbox: Sandbox;
  stored: StoredWorld;
  faults: PendingFaults;
  postman: Postman;
};

export type SandboxHost = { address: string; close(): Promise<void> };

/** Starts the stand-ins of all connectors on one loopback port, each under /<connector id>; see addOwnPorts for the others. */
export async function startSandboxHost(options: SandboxHostOptions): Promise<SandboxHost> {
  const app = fastify({ logger: false, forceCloseConnections: true, bodyLimit: 20_000_000 });
  const mounted = await Promise.all([...options.connectors].map(([id, connector]) => mount(id, connector, options)));
  const sandboxes = new Map(mounted.flatMap((it) => (it ? [[it.id, it] as const] : [])));
  for (const one of sandboxes.values()) addSandbox(app, one, options.now);
  const databases = new OwnDatabases(options.openDatabase);
  addOwnPorts(app, sandboxes, databases, { now: options.now, onError: options.onError ?? rethrow });
  addControlRoutes(app, sandboxes, databases, options);
  const address = await app.listen({ host: options.host ?? '127.0.0.1', port: options.port });
  return {
    address,
    async close() {
      await app.close();
      await Promise.all([...sandboxes.values()].map(({ stored }) => stored.close()));
      await databases.close();
    },
  };
}

async function mount(id: string, connector: Connector, options: SandboxHostOptions): Promise<Mounted | null> {
  const { sandbox } = connector;
  if (!sandbox) return null;
  const onError = options.onError ?? rethrow;
  const stored = await StoredWorld.open(options.folder, id, () => sandbox.seed(options.size), onError);
  const faults = new PendingFaults(sandbox);
  return { id, connector, sandbox, stored, faults, postman: new Postman(sandbox, faults, onError) };
}

const rethrow = (error: unknown) => {
  throw error;
};

function addSandbox(root: FastifyInstance, { id, sandbox, stored, faults, postman }: Mounted, now: () => Date) {
  root.register(
    async (app) => {
      addBodyParsers(app);
      addFaultLayer(app, `/${id}`, sandbox, faults);
      app.addHook('onResponse', async () => {
        stored.touch();
        void postman.collect(stored.world);
      });
      sandbox.routes(app, () => stored.world, now);
    },
    { prefix: `/${id}` },
  );
}

/** JSON in any dress becomes a value, a form an object of texts, and everything else stays text. */
function addBodyParsers(app: FastifyInstance) {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    /^application\/(?:[\w.-]+\+)?json/,
    { parseAs: 'string' },
    async (_request: unknown, body: string) =>
      body === '' ? null : parse(body, { protoAction: 'remove', constructorAction: 'remove' }),
  );
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    async (_request: unknown, body: string) => Object.fromEntries(new URLSearchParams(body)),
  );
  app.addContentTypeParser('*', { parseAs: 'string' }, async (_request: unknown, body: string) => body);
}
