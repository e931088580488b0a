import { loadInstanceKey } from './access/instance-key.ts';
import { buildApp } from './app.ts';
import type { Config } from './config.ts';
import { loadConnectors } from './connectors/registry.ts';
import { startEmbeddedPostgres } from './database/embedded.ts';
import { migrate } from './database/migrate.ts';
import { prepareDemo } from './demo.ts';
import { type AtOnce, createAtOnce } from './jobs/at-once.ts';
import { startWorker } from './jobs/worker.ts';
import { openDataFolder } from './launch/data-folder.ts';
import { hearLiveEvents } from './live-events.ts';
import { openServices, type Stops, startSandboxes } from './parts.ts';
import type { Services } from './services.ts';

/** `address` is where people go; null where this process serves no pages. */
export type Koppel = { address: string | null; stop(): Promise<void> };

/** Told when the embedded database ends by itself. */
type Options = { onDatabaseExit?(): void };

/** Starts the parts that the role asks for, and gives the way to stop them; if one cannot start, the others are stopped again. */
export async function startKoppel(config: Config, options: Options = {}): Promise<Koppel> {
  const stops: Stops = [];
  const stop = async () => {
    for (const one of stops.splice(0).reverse()) await one();
  };
  try {
    return { address: await startParts(config, options, stops), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startParts(config: Config, options: Options, stops: Stops): Promise<string | null> {
  const has = (role: Config['role']) => config.role === 'all' || config.role === role;
  await openDataFolder(config.dataFolder);
  const instanceKey = await loadInstanceKey(config.secretKey, config.dataFolder);
  const connectors = await loadConnectors();
  if (config.demo && has('sandbox')) await startSandboxes(config, connectors, instanceKey, stops);
  if (config.role === 'sandbox') return null;

  const databaseUrl = config.databaseUrl ?? (await startDatabase(config, options, stops));
  await migrate(databaseUrl);
  const sandboxAddress = config.demo ? (config.sandboxUrl ?? `http://127.0.0.1:${config.sandboxPort}`) : null;
  const { services, pool } = await openServices(
    { config, connectors, instanceKey, databaseUrl, sandboxAddress },
    stops,
  );
  if (config.demo && has('web')) await prepareDemo(services);
  const atOnce = createAtOnce(services);
  if (has('worker')) {
    const worker = await startWorker(services, pool, atOnce);
    stops.push(() => worker.stop());
  }
  return has('web') ? listen(services, atOnce, databaseUrl, stops) : null;
}

async function startDatabase(config: Config, options: Options, stops: Stops): Promise<string> {
  const embedded = await startEmbeddedPostgres({ folder: config.dataFolder, onExit: options.onDatabaseExit });
  stops.push(() => embedded.stop());
  return embedded.url;
}

async function listen(services: Services, atOnce: AtOnce, databaseUrl: string, stops: Stops): Promise<string> {
  const live = hearLiveEvents(databaseUrl, services.db);
  stops.push(() => live.close());
  const app = await buildApp(services, live, atOnce);
  stops.push(async () => {
    await app.close();
    await atOnce.leave();
  });
  return app.listen({ host: services.config.host, port: services.config.port });
}
