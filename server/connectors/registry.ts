import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Connector } from './connector.ts';

/** Every connector by its id, in the order of the ids. A folder with an index.ts is a connector; nothing else lists them. */
export async function loadConnectors(): Promise<ReadonlyMap<string, Connector>> {
  const entries = await readdir(import.meta.dirname, { withFileTypes: true });
  const ids = entries
    .filter((entry) => entry.isDirectory() && existsSync(join(import.meta.dirname, entry.name, 'index.ts')))
    .map((entry) => entry.name)
    .sort();
  return new Map(await Promise.all(ids.map(async (id) => [id, await loadConnector(id)] as const)));
}

/** One connector by its id. */
export async function loadConnector(id: string): Promise<Connector> {
  const module: { default: Connector } = await import(`./${id}/index.ts`);
  return module.default;
}
