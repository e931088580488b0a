import { buildApp } from '#server/app.ts';
import { createAtOnce } from '#server/jobs/at-once.ts';
import { startWorker } from '#server/jobs/worker.ts';
import { hearLiveEvents } from '#server/live-events.ts';
import type { Stops } from '#server/parts.ts';
import { openBenchServices } from './services.ts';

/** One process that takes webhooks and works them off, as `KOPPEL_ROLE=all` would. */
const [databaseUrl = '', key = ''] = process.argv.slice(2);
const stops: Stops = [];
const { services, pool } = await openBenchServices(databaseUrl, Buffer.from(key, 'hex'), stops);
const atOnce = createAtOnce(services);
const worker = await startWorker(services, pool, atOnce);
stops.push(() => worker.stop());
const live = hearLiveEvents(databaseUrl, services.db);
stops.push(() => live.close());
const app = await buildApp(services, live, atOnce);
stops.push(() => app.close());
process.on('disconnect', async () => {
  for (const stop of stops.reverse()) await stop();
  process.exit(0);
});
process.send?.(await app.listen({ host: '127.0.0.1', port: 0 }));
