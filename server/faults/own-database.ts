import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startEmbeddedPostgres } from '#server/database/embedded.ts';
import { migrate } from '#server/database/migrate.ts';
import { type Lab, openLabOn } from './lab.ts';

/** A database server of a trial's own, to be stopped, killed and moved. */
export type OwnDatabase = {
  /** The data folder that it lies in, as KOPPEL_DATA_DIR names it. */
  folder: string;
  url: string;
  start(): Promise<void>;
  /** In good order; nothing when it does not run. */
  stop(): Promise<void>;
  /** As if the power failed: all of its processes, or the first of them alone. */
  kill(which: 'all' | 'first'): Promise<void>;
};

/** A lab over such a server; `folder` is where it shall lie. */
export async function onOwnDatabase(
  trial: (lab: Lab, own: OwnDatabase) => Promise<number>,
  folder?: string,
): Promise<number> {
  const place = folder ?? (await mkdtemp(path.join(tmpdir(), 'koppel-faults-')));
  const own = await openOwn(place);
  try {
    await own.start();
    await migrate(own.url);
    const lab = await openLabOn({ url: own.url, drop: async () => undefined });
    try {
      return await trial(lab, own);
    } finally {
      await lab.close();
    }
  } finally {
    await own.stop();
    if (!folder) await rm(place, { recursive: true, force: true });
  }
}

async function openOwn(folder: string): Promise<OwnDatabase> {
  let postgres: Awaited<ReturnType<typeof startEmbeddedPostgres>> | null = null;
  const own: OwnDatabase = {
    folder,
    url: '',
    async start() {
      postgres = await startEmbeddedPostgres({ folder });
      own.url = postgres.url;
    },
    async stop() {
      await postgres?.stop();
      postgres = null;
    },
    async kill(which) {
      const first = await firstProcess(folder);
      const others = which === 'all' ? await childrenOf(first) : [];
      for (const pid of [first, ...others]) killOff(pid);
      await own.stop();
    },
  };
  return own;
}

/** The process that all others of an embedded server come from. */
export async function firstProcess(folder: string): Promise<number> {
  return Number.parseInt(await readFile(path.join(folder, 'postgres', 'data', 'postmaster.pid'), 'utf8'), 10);
}

/** The processes that one has started, where the machine tells. */
async function childrenOf(parent: number): Promise<number[]> {
  const entries = await readdir('/proc').catch((): string[] => []);
  const stats = entries
    .filter((entry) => /^\d+$/.test(entry))
    .map(async (entry) => {
      const stat = await readFile(`/proc/${entry}/stat`, 'utf8').catch(() => '');
      const [, by] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      return Number(by) === parent ? [Number(entry)] : [];
    });
  return (await Promise.all(stats)).flat();
}

function killOff(pid: number) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    // One of them may end by itself meanwhile.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
