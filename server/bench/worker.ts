import { createAtOnce } from '#server/jobs/at-once.ts';
import { startWorker } from '#server/jobs/worker.ts';
import type { Stops } from '#server/parts.ts';
import { openBenchServices } from './services.ts';

/** One worker process, as `KOPPEL_ROLE=worker` would be. */
const [databaseUrl = '', key = ''] = process.argv.slice(2);
const stops: Stops = [];
const { services, pool } = await openBenchServices(databaseUrl, Buffer.from(key, 'hex'), stops);
const worker = await startWorker(services, pool, createAtOnce(services));
stops.push(() => worker.stop());
process.on('disconnect', async () => {
  for (const stop of stops.reverse()) await stop();
  process.exit(0);
});
process.send?.('ready');
