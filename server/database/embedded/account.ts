import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { StartFault } from '#server/launch/start-fault.ts';

const run = promisify(execFile);

/** Who the PostgreSQL processes run as; null: the person who started Koppel. */
export type Account = { uid: number; gid: number } | null;

/**
 * PostgreSQL refuses to run as root, so root hands it to the owner of the data that is there already, else to the
 * machine's `postgres` account, which is made when the machine has none.
 */
export async function accountFor(data: string): Promise<Account> {
  if (process.getuid?.() !== 0) return null;
  const owner = await stat(data).catch(() => null);
  if (owner !== null && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const known = await lookUp();
  if (known !== null) return known;
  await run('useradd', [
    '--system',
    '--user-group',
    '--no-create-home',
    '--shell',
    '/usr/sbin/nologin',
    'postgres',
  ]).catch((cause: unknown) => {
    throw noAccount(cause);
  });
  return lookUp();
}

async function lookUp(): Promise<Account> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', 'postgres']), run('id', ['-g', 'postgres'])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return null;
  }
}

function noAccount(cause: unknown): StartFault {
  return new StartFault(
    'PostgreSQL does not run as root and an account for it could not be made. Start Koppel as an ordinary user, or set DATABASE_URL to a PostgreSQL that you run yourself.',
    { cause },
  );
}
