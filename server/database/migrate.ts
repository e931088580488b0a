import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { runMigrations } from 'graphile-worker';
import pg from 'pg';
import * as z from 'zod';
import { crashPoint } from '#server/crash-point.ts';
import { StartFault } from '#server/launch/start-fault.ts';

const shipped = path.join(import.meta.dirname, '../../migrations');

/** Any number does, as long as every Koppel uses the same one. */
const lockNumber = 4_700_001;

type Migration = { name: string; sql: string; checksum: string };

const Done = z.array(z.object({ name: z.string(), checksum: z.string() }));

/**
 * Brings the database to what this version of Koppel needs: the queue's own tables and `migrations/NNNN_name.sql` in
 * order. Many processes may start at once: one works, the others wait and find it done.
 */
export async function migrate(url: string, folder: string = shipped): Promise<void> {
  const migrations = await readMigrations(folder);
  const pool = openPool(url);
  try {
    const client = await pool.connect();
    try {
      await client.query('select pg_advisory_lock($1)', [lockNumber]);
      // The queue comes first: our own migrations may build on it.
      await runMigrations({ pgPool: pool });
      await applyAll(client, migrations);
    } finally {
      // The session ends here and gives the lock back, whatever happened.
      client.release(true);
    }
  } finally {
    await pool.end();
  }
}

function openPool(url: string): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: 2 });
  // A connection that breaks fails the query that needs it; nobody has to be told a second time.
  pool.on('error', () => undefined).on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

async function readMigrations(folder: string): Promise<Migration[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort();
  const numbers = names.map((name) => name.slice(0, 4));
  const wrong = names.find(
    (name, place) => !/^\d{4}_[a-z0-9_]+\.sql$/.test(name) || Number(numbers[place]) !== place + 1,
  );
  if (wrong !== undefined) {
    throw new StartFault(
      `The migration ${wrong} is out of line: they are named 0001_what_changed.sql, 0002_..., without a gap.`,
    );
  }
  return Promise.all(names.map((name) => readMigration(folder, name)));
}

async function readMigration(folder: string, name: string): Promise<Migration> {
  // Git may hand the same file out with other line ends on another machine.
  const sql = (await readFile(path.join(folder, name), 'utf8')).replaceAll('\r\n', '\n');
  return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
}

async function applyAll(client: pg.PoolClient, migrations: Migration[]): Promise<void> {
  await client.query(
    'create table if not exists migrations (name text primary key, checksum text not null, applied_at timestamptz not null default now())',
  );
  const done = Done.parse((await client.query('select name, checksum from migrations order by name')).rows);
  done.forEach((earlier, place) => {
    checkHistory(earlier, migrations[place]);
  });
  for (const migration of migrations.slice(done.length)) await apply(client, migration);
}

function checkHistory(earlier: z.output<typeof Done>[number], now: Migration | undefined): void {
  if (now?.name !== earlier.name) {
    throw new StartFault(
      `The database was last used by a newer Koppel: it knows the change ${earlier.name}, which this version does not have. Start the newer version again, or restore the backup from before the update.`,
    );
  }
  if (now.checksum !== earlier.checksum) {
    throw new StartFault(
      `The change ${now.name} was altered after it was applied to this database. Put the original file back; changes to a migration belong in a new one.`,
    );
  }
}

async function apply(client: pg.PoolClient, migration: Migration): Promise<void> {
  await client.query('begin');
  try {
    await client.query(migration.sql);
    crashPoint('CP12');
    await client.query('insert into migrations (name, checksum) values ($1, $2)', [migration.name, migration.checksum]);
    await client.query('commit');
  } catch (cause) {
    await client.query('rollback');
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StartFault(
      `The change ${migration.name} could not be applied to the database (${reason}). Nothing of it was kept.`,
      {
        cause,
      },
    );
  }
}
