import { randomBytes } from 'node:crypto';
import { readConfig } from '#server/config.ts';
import { loadConnectors } from '#server/connectors/registry.ts';
import { openServices, type Stops } from '#server/parts.ts';
import { benchConnector } from './connector.ts';

/** The product's own services with the bench's connector beside the real ones. */
export async function openBenchServices(databaseUrl: string, key: Buffer, stops: Stops) {
  const connectors = new Map([...(await loadConnectors()), ['bench', benchConnector] as const]);
  const config = readConfig({ KOPPEL_ALLOW_PRIVATE: '127.0.0.1', KOPPEL_DEMO: '0' });
  return openServices({ config, connectors, instanceKey: key, databaseUrl, sandboxAddress: null }, stops);
}

export const newKey = () => randomBytes(32);
