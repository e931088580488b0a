import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { afterAll, inject } from 'vitest';
import { asAdmin, databaseUrl, startTestServer, type TestServer } from './test-server.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    testServer: TestServer;
  }
}

export type TestDatabase = { url: string; pool: pg.Pool; drop(): Promise<void> };

let own: ReturnType<typeof startTestServer> | null = null;

// `vitest run some/file` without our configuration has no server yet; then this test file starts one for itself.
afterAll(async () => {
  if (own !== null) await (await own).stop();
});

/** A database of the test's own with all tables in it, copied from the migrated template. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = await findServer();
  const name = `koppel_test_${randomBytes(8).toString('hex')}`;
  await asAdmin(server.url, `create database ${name} template ${server.template}`);
  const url = databaseUrl(server.url, name);
  const pool = new pg.Pool({ connectionString: url, max: 10 });
  // A dropped database cuts off idle connections, which is what we want here.
  pool.on('error', () => undefined).on('connect', (client) => client.on('error', () => undefined));
  return {
    url,
    pool,
    async drop() {
      await pool.end();
      await asAdmin(server.url, `drop database if exists ${name} with (force)`);
    },
  };
}

async function findServer(): Promise<TestServer> {
  const shared = inject('testServer');
  if (shared !== undefined) return shared;
  own ??= startTestServer();
  return own;
}
