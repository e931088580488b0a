import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { startEmbeddedPostgres } from '#server/database/embedded.ts';
import { migrate } from '#server/database/migrate.ts';
import { fileToBooks, orderNumbers } from './journeys.ts';
import { openLabOn, until } from './lab.ts';
import { recovered, startLive } from './trial.ts';

/** PostgreSQL stops in the middle of the work and comes back seconds later; it is a server of the trial's own. */
export async function databaseRestarted(seed: number): Promise<number> {
  const folder = await mkdtemp(path.join(tmpdir(), 'koppel-faults-'));
  let postgres = await startEmbeddedPostgres({ folder });
  try {
    await migrate(postgres.url);
    const lab = await openLabOn({ url: postgres.url, drop: async () => undefined });
    try {
      lab.books.slowness = 20;
      const journey = await fileToBooks(lab, orderNumbers(120));
      const run = await startLive(lab, journey);
      lab.startWorker();
      await until(() => lab.books.effects.length > seed % 40, 'the first orders arrive');
      await postgres.stop();
      await pause(2000);
      postgres = await startEmbeddedPostgres({ folder });
      return await recovered(lab, journey, [run], performance.now());
    } finally {
      await lab.close();
    }
  } finally {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
