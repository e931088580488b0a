import { createHmac, randomUUID } from 'node:crypto';
import path from 'node:path';
import { createVault } from './access/vault.ts';
import type { Config } from './config.ts';
import type { Connector } from './connectors/connector.ts';
import { openDatabase } from './database/database.ts';
import { startEmbeddedPostgres } from './database/embedded.ts';
import { createCage } from './engine/cage/pool.ts';
import { log } from './log.ts';
import { allowPrivate } from './outbound/addresses.ts';
import { createSandboxControl } from './sandboxes/control.ts';
import { startSandboxHost } from './sandboxes/host.ts';
import type { Services } from './services.ts';
import { loadTemplates } from './templates.ts';

/** What has been started, to be stopped in the opposite order. */
export type Stops = (() => Promise<unknown>)[];

/** What the product shows to the sandbox host, so that nobody else can change the stand-ins' worlds. */
const controlKey = (instanceKey: Buffer) =>
  createHmac('sha256', instanceKey).update('sandbox control').digest('base64url');

/** Starts the stand-ins and gives their address. */
export async function startSandboxes(
  config: Config,
  connectors: ReadonlyMap<string, Connector>,
  instanceKey: Buffer,
  stops: Stops,
) {
  const folder = path.join(config.dataFolder, 'sandboxes');
  const host = await startSandboxHost({
    connectors,
    port: config.sandboxPort,
    ...(config.role === 'sandbox' && { host: config.host }),
    folder,
    key: controlKey(instanceKey),
    now: () => new Date(),
    onError: (error) => log.error({ err: error }, 'a sandbox failed'),
    // Never the product's own server: a connection to this one may try whatever it likes.
    openDatabase: async (onExit) =>
      config.sandboxDatabaseUrl
        ? { url: config.sandboxDatabaseUrl, stop: async () => undefined }
        : startEmbeddedPostgres({ folder, onExit }),
  });
  stops.push(() => host.close());
  return host.address;
}

type Opening = {
  config: Config;
  connectors: ReadonlyMap<string, Connector>;
  instanceKey: Buffer;
  databaseUrl: string;
  /** null: there are no stand-ins here. */
  sandboxAddress: string | null;
};

/** Everything that web, worker and command line share, over a migrated database. */
export async function openServices(opening: Opening, stops: Stops) {
  const { config, connectors, instanceKey, sandboxAddress } = opening;
  const { db, pool, close } = openDatabase(opening.databaseUrl);
  stops.push(close);
  const cage = createCage();
  stops.push(() => cage.close());
  const mayReach = sandboxAddress ? [...config.allowPrivate, new URL(sandboxAddress).host] : config.allowPrivate;
  const services: Services = {
    config,
    db,
    connectors,
    cage,
    log,
    templates: await loadTemplates(),
    vault: createVault(instanceKey),
    mayReach: allowPrivate(mayReach),
    sandboxes: sandboxAddress
      ? {
          control: createSandboxControl({ address: sandboxAddress, key: controlKey(instanceKey) }),
          addressOf: (name) => `${sandboxAddress}/${name}`,
        }
      : null,
    now: () => new Date(),
    newId: randomUUID,
    random: Math.random,
  };
  return { services, pool };
}
