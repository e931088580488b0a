import { createHmac, randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { pino } from 'pino';
import { loadInstanceKey } from './access/instance-key.ts';
import { createVault } from './access/vault.ts';
import { buildApp } from './app.ts';
import type { Config } from './config.ts';
import { loadConnectors } from './connectors/registry.ts';
import { openDatabase } from './database/database.ts';
import { startEmbeddedPostgres } from './database/embedded.ts';
import { migrate } from './database/migrate.ts';
import { prepareDemo } from './demo.ts';
import { createCage } from './engine/cage/pool.ts';
import { startWorker } from './jobs/worker.ts';
import { hearLiveEvents } from './live-events.ts';
import { allowPrivate } from './outbound/addresses.ts';
import { createSandboxControl } from './sandboxes/control.ts';
import { startSandboxHost } from './sandboxes/host.ts';
import type { Services } from './services.ts';
import { loadTemplates } from './templates.ts';

export type Koppel = { address: string | null; services: Services | null; stop(): Promise<void> };

type Stops = (() => Promise<unknown>)[];

type Options = {
  /** Told each part that is starting, for the person who waits. */
  tell?(part: 'database' | 'sandboxes' | 'ready'): void;
  /** The embedded database ended by itself. */
  onDatabaseExit?(): void;
};

/** Starts the parts that the role asks for and gives the way to stop them all; if one cannot start, the others are stopped again. */
export async function startKoppel(config: Config, options: Options = {}): Promise<Koppel> {
  const stops: Stops = [];
  const stop = async () => {
    for (const one of stops.splice(0).reverse()) await one();
  };
  try {
    return { ...(await startParts(config, options, stops)), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startParts(config: Config, options: Options, stops: Stops): Promise<Omit<Koppel, 'stop'>> {
  const has = (...roles: Config['role'][]) => config.role === 'all' || roles.includes(config.role);
  await mkdir(config.dataFolder, { recursive: true });
  const key = await loadInstanceKey(config.secretKey, config.dataFolder);
  const connectors = await loadConnectors();
  const log = pino({ level: 'warn' });
  const now = () => new Date();

  options.tell?.('sandboxes');
  const sandboxKey = createHmac('sha256', key).update('sandbox control').digest('base64url');
  if (has('sandbox') && config.demo) {
    const folder = path.join(config.dataFolder, 'sandboxes');
    const onError = (error: unknown) => log.error({ err: error }, 'a sandbox failed');
    const host = await startSandboxHost({
      connectors,
      port: config.sandboxPort,
      folder,
      key: sandboxKey,
      now,
      onError,
    });
    stops.push(() => host.close());
  }
  if (config.role === 'sandbox') return { address: null, services: null };

  options.tell?.('database');
  const url = config.databaseUrl ?? (await startDatabase(config, options, stops));
  await migrate(url);
  const { db, pool, close } = openDatabase(url);
  stops.push(close);

  const sandboxAddress = config.sandboxUrl ?? `http://127.0.0.1:${config.sandboxPort}`;
  const sandboxes = config.demo
    ? {
        control: createSandboxControl({ address: sandboxAddress, key: sandboxKey }),
        addressOf: (name: string) => `${sandboxAddress}/${name}`,
      }
    : null;
  const cage = createCage();
  stops.push(() => cage.close());
  const services: Services = {
    config,
    db,
    connectors,
    sandboxes,
    cage,
    log,
    now,
    templates: await loadTemplates(),
    vault: createVault(key),
    mayReach: allowPrivate(config.demo ? [...config.allowPrivate, new URL(sandboxAddress).host] : config.allowPrivate),
    newId: randomUUID,
    random: Math.random,
  };
  if (config.demo && has('web')) await prepareDemo(services);
  if (has('worker')) {
    const worker = await startWorker(services, pool);
    stops.push(() => worker.stop());
  }
  const address = has('web') ? await listen(services, url, stops) : null;
  options.tell?.('ready');
  return { address, services };
}

async function startDatabase(config: Config, options: Options, stops: Stops): Promise<string> {
  const embedded = await startEmbeddedPostgres({ folder: config.dataFolder, onExit: options.onDatabaseExit });
  stops.push(() => embedded.stop());
  return embedded.url;
}

async function listen(services: Services, databaseUrl: string, stops: Stops): Promise<string> {
  const live = hearLiveEvents(databaseUrl, services.db);
  stops.push(() => live.close());
  const app = await buildApp(services, live);
  stops.push(() => app.close());
  return app.listen({ host: services.config.host, port: services.config.port });
}
