import { drizzle } from 'drizzle-orm/node-postgres';
import pg from 'pg';
import * as schema from './schema.ts';
import { endWhenSilent } from './silence.ts';

/** The query builder over one pool; a transaction has the same shape. */
export type Database = ReturnType<typeof openDatabase>['db'];
export type Transaction = Parameters<Parameters<Database['transaction']>[0]>[0];
/** Queries that may run alone or inside a transaction. */
export type Queryable = Database | Transaction;

/** A session that is not there, or not free, after so many milliseconds will not be. */
const longestConnecting = 30_000;

export function openDatabase(url: string, connectionLimit = 20) {
  const pool = new pg.Pool({ connectionString: url, max: connectionLimit, connectionTimeoutMillis: longestConnecting });
  // A connection that breaks (server restart) is replaced by the pool; without listeners it would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => {
    client.on('error', () => undefined);
    endWhenSilent(client);
  });
  return { pool, db: drizzle({ client: pool, schema }), close: () => pool.end() };
}
