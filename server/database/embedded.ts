import { mkdir, readFile, realpath, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { accountFor } from './embedded/account.ts';
import { findBinaries } from './embedded/binaries.ts';
import { type Place, placeIn, prepareCluster } from './embedded/cluster.ts';
import { faultFrom, fromFileSystem } from './embedded/faults.ts';
import { lockFolder } from './embedded/folder-lock.ts';
import { endOrphan, endServer, spawnServer, untilReady } from './embedded/server-process.ts';

export type EmbeddedPostgres = { url: string; stop(): Promise<void> };

type Options = {
  /** The data folder; the server keeps everything in `<folder>/postgres`. */
  folder: string;
  /** Without it: the port of the last start, or a free one when that is taken. */
  port?: number;
  /** Data that nobody will miss (tests): nothing waits for the disk. */
  disposable?: boolean;
  /** Called when the server ends although nobody stopped it, with what it said last. */
  onExit?: (said: string) => void;
};

/**
 * Starts a real PostgreSQL of our own on 127.0.0.1, in a data folder that only one Koppel uses at a time. Only who can
 * read the data folder knows its password.
 */
export async function startEmbeddedPostgres(options: Options): Promise<EmbeddedPostgres> {
  const folder = join(options.folder, 'postgres');
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const place = placeIn(await realpath(folder));
    const unlock = await lockFolder(place.folder);
    return await start(place, options, unlock).catch(async (error: unknown) => {
      await unlock();
      throw error;
    });
  } catch (error) {
    throw fromFileSystem(error, folder);
  }
}

async function start(place: Place, options: Options, unlock: () => Promise<void>): Promise<EmbeddedPostgres> {
  const account = await accountFor(place.data);
  const binaries = await findBinaries(account);
  await endOrphan(place.data);
  await prepareCluster(place, binaries, account);
  const port = options.port ?? (await portFor(place));
  const server = await spawnServer(place, binaries, account, settings(port, options.disposable ?? false));
  // Nobody can wait for it any more, so it ends at once; what was committed is kept, and the next start recovers.
  const endWithUs = () => server.child.kill('SIGQUIT');
  process.once('exit', endWithUs);
  let stopping: Promise<void> | null = null;
  const stop = async () => {
    await endServer(server.child);
    process.off('exit', endWithUs);
    await unlock();
  };
  try {
    await untilReady(server, place);
    const url = await openDatabase(place, port);
    server.child.once('exit', () => {
      if (stopping === null) void server.said().then((said) => options.onExit?.(said));
    });
    return {
      url,
      stop: () => {
        stopping ??= stop();
        return stopping;
      },
    };
  } catch (error) {
    await endServer(server.child);
    process.off('exit', endWithUs);
    throw error;
  }
}

function settings(port: number, disposable: boolean): string[] {
  return [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    // Compiling a statement takes longer than any statement of ours runs.
    'jit=off',
    'unix_socket_directories=',
    `fsync=${disposable ? 'off' : 'on'}`,
    `synchronous_commit=${disposable ? 'off' : 'on'}`,
    // Records hold people's data: neither statements nor the values they choke on belong in a log file.
    'log_min_error_statement=panic',
    'log_error_verbosity=terse',
    'log_checkpoints=off',
  ];
}

/** The port of the last start when it is still free, so that a second terminal's psql keeps working. */
async function portFor(place: Place): Promise<number> {
  const last = Number(await readFile(place.port, 'utf8').catch(() => '0'));
  const port = Number.isInteger(last) ? await freePort(last).catch(() => freePort(0)) : await freePort(0);
  await writeFile(place.port, String(port));
  return port;
}

async function freePort(wanted: number): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(wanted, '127.0.0.1', () => {
      const address = server.address();
      const port = address !== null && typeof address === 'object' ? address.port : wanted;
      server.close(() => resolve(port));
    });
  });
}

async function openDatabase(place: Place, port: number): Promise<string> {
  const password = await readFile(place.password, 'utf8');
  const url = `postgres://koppel:${password}@127.0.0.1:${port}/`;
  const client = new pg.Client({ connectionString: `${url}postgres` });
  try {
    await client.connect();
    const found = await client.query("select 1 from pg_database where datname = 'koppel'");
    if (found.rowCount === 0) await client.query('create database koppel');
  } catch (error) {
    throw faultFrom(error instanceof Error ? `FATAL: ${error.message}` : String(error), place.folder, error);
  } finally {
    await client.end();
  }
  return `${url}koppel`;
}
