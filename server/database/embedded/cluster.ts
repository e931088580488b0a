import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, chown, mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StartFault } from '#server/launch/start-fault.ts';
import type { Account } from './account.ts';
import type { Binaries } from './binaries.ts';
import { faultFrom } from './faults.ts';
import { codeOf } from './folder-lock.ts';

/** Everything the embedded server keeps lies in one folder of its own. */
export type Place = { folder: string; data: string; password: string; port: string; log: string };

export function placeIn(folder: string): Place {
  return {
    folder,
    data: join(folder, 'data'),
    password: join(folder, 'password'),
    port: join(folder, 'port'),
    log: join(folder, 'server.log'),
  };
}

/**
 * How PostgreSQL is told its data folder. Under root its account may not enter the folders above, so it is started
 * standing in the data folder and finds it through /proc, which asks nothing of the way there.
 */
export function dataArgument(data: string, account: Account): string {
  return account !== null && process.platform === 'linux' ? '/proc/self/cwd' : data;
}

/** Makes the data folder when there is none, and refuses one that this PostgreSQL cannot use. */
export async function prepareCluster(place: Place, binaries: Binaries, account: Account): Promise<void> {
  const version = await versionOf(place.data);
  if (version === binaries.major) return;
  if (version !== null) throw otherVersion(place, version, binaries.major);
  const content = await readdir(place.data).catch(() => []);
  if (content.length > 0) throw notADatabase(place);
  // Made under another name first: what a start that was killed half-way leaves behind is never taken for a database.
  const unfinished = `${place.data}-unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { mode: 0o700 });
  if (account !== null) await chown(unfinished, account.uid, account.gid);
  await writeFile(place.password, randomBytes(24).toString('base64url'), { mode: 0o600 });
  await chmod(place.password, 0o600);
  await initialise(place, unfinished, binaries, account);
  await rm(place.data, { recursive: true, force: true });
  await rename(unfinished, place.data);
}

async function versionOf(data: string): Promise<string | null> {
  try {
    return (await readFile(join(data, 'PG_VERSION'), 'utf8')).trim();
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  }
}

// The built-in C.UTF-8 sorts the same on every machine, whatever languages the system has installed.
const initialSettings = [
  '--username=koppel',
  '--auth=scram-sha-256',
  '--pwfile=/dev/fd/3',
  '--encoding=UTF8',
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
];

async function initialise(place: Place, data: string, binaries: Binaries, account: Account): Promise<void> {
  // Handed over as an open file (and then belonging to root again), so that no other place ever holds the password.
  await using password = await open(place.password, 'r');
  if (account !== null) await password.chown(account.uid, account.gid);
  const child = spawn(binaries.initdb, [`--pgdata=${dataArgument(data, account)}`, ...initialSettings], {
    ...account,
    cwd: data,
    stdio: ['ignore', 'ignore', 'pipe', password.fd],
  });
  let said = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const code = await new Promise<number | null>((resolve, reject) => child.on('error', reject).on('close', resolve));
  if (account !== null) await password.chown(0, 0);
  if (code !== 0) throw faultFrom(said, place.folder);
}

function otherVersion(place: Place, theirs: string, ours: string): StartFault {
  return new StartFault(
    `The database in ${place.data} was made by PostgreSQL ${theirs}, and this Koppel brings PostgreSQL ${ours}. Start the Koppel that made it, or carry the data over with pg_dump and DATABASE_URL.`,
  );
}

function notADatabase(place: Place): StartFault {
  return new StartFault(
    `The folder ${place.data} holds files that are not a PostgreSQL database. Restore it from a backup, move it away to begin anew, or set KOPPEL_DATA_DIR to another folder.`,
  );
}
