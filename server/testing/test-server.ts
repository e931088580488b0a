import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { livingOwner } from '#server/database/embedded/folder-lock.ts';
import { endOrphan } from '#server/database/embedded/server-process.ts';
import { startEmbeddedPostgres } from '#server/database/embedded.ts';
import { migrate } from '#server/database/migrate.ts';

const prefix = 'koppel-test-';

/** Where the tests' databases are made: a server and, on it, the migrated database they are copied from. */
export type TestServer = { url: string; template: string };

/**
 * A PostgreSQL for the tests, with a migrated template database; TEST_DATABASE_URL names one that runs already. Every
 * run of the tests has its own, so that several can go on at once.
 */
export async function startTestServer(): Promise<TestServer & { stop(): Promise<void> }> {
  const given = process.env.TEST_DATABASE_URL || undefined;
  const server = given === undefined ? await startDisposable() : { url: given, stop: async () => undefined };
  const template = `koppel_template_${randomBytes(6).toString('hex')}`;
  const stop = async () => {
    if (given !== undefined) await asAdmin(server.url, `drop database if exists ${template} with (force)`);
    await server.stop();
  };
  try {
    await asAdmin(server.url, `create database ${template}`);
    await migrate(databaseUrl(server.url, template));
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: server.url, template, stop };
}

async function startDisposable() {
  await removeLeftovers();
  const folder = await mkdtemp(path.join(tmpdir(), prefix));
  const server = await startEmbeddedPostgres({ folder, disposable: true });
  return {
    url: server.url,
    async stop() {
      await server.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A run of the tests that was killed leaves its server behind; the next one ends it. */
async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(prefix)) continue;
    const postgres = path.join(tmpdir(), name, 'postgres');
    // Without a data folder it is just being made by somebody else.
    const content = await readdir(postgres).catch((): string[] => []);
    if (!content.includes('data') || (await livingOwner(postgres)) !== null) continue;
    await endOrphan(path.join(postgres, 'data'));
    await rm(path.join(tmpdir(), name), { recursive: true, force: true });
  }
}

export function databaseUrl(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

export async function asAdmin(serverUrl: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
