import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { startEmbeddedPostgres } from '#server/database/embedded.ts';
import type { Stops } from '#server/parts.ts';
import { install } from './install.ts';
import { n8nFlow } from './n8n-flow.ts';
import { carryBy, endProgram, freePort, type Peer, startProgram, throwAwayFolder, untilReady } from './peer.ts';

/** 2.41.3, and linkedom after 0.18.12, ask for packages that were not published when these were chosen (2026-11-22). */
const n8n = { name: 'n8n', version: '2.41.1', overrides: { linkedom: '0.18.12' } };

/** Modules that ask the maker's servers for something, and are no part of the job. */
const unused = ['community-packages', 'mcp-registry', 'insights', 'instance-ai', 'agents', 'chat-hub'];

/** No page, no telemetry, no templates, banners or looking for updates; its log of executions stays as it comes. */
const quiet = {
  N8N_DISABLED_MODULES: unused.join(','),
  N8N_DISABLE_UI: 'true',
  N8N_PUBLIC_API_DISABLED: 'true',
  N8N_DIAGNOSTICS_ENABLED: 'false',
  N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
  N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
  N8N_DYNAMIC_BANNERS_ENABLED: 'false',
  N8N_HIRING_BANNER_ENABLED: 'false',
  N8N_PERSONALIZATION_ENABLED: 'false',
  N8N_TEMPLATES_ENABLED: 'false',
  N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
  N8N_PYTHON_ENABLED: 'false',
  N8N_LOG_LEVEL: 'warn',
};

/**
 * An n8n on a PostgreSQL as Koppel's own, with both workflows published. `engine` is what evaluates the expressions in the
 * fields of its nodes: `vm` is its default, `legacy` the one that was it before.
 */
export async function startN8n(engine: 'vm' | 'legacy', say: (text: string) => void): Promise<Peer> {
  const program = path.join(await install(n8n, say), 'bin', 'n8n');
  const stops: Stops = [];
  const stop = async () => {
    for (const one of stops.splice(0).reverse()) await one();
  };
  try {
    const { folder, remove } = await throwAwayFolder();
    stops.push(remove);
    const database = await startEmbeddedPostgres({ folder });
    stops.push(() => database.stop());
    const port = await freePort();
    const env = {
      ...quiet,
      ...databaseOf(database.url),
      N8N_EXPRESSION_ENGINE: engine,
      N8N_ENCRYPTION_KEY: randomBytes(24).toString('hex'),
      N8N_USER_FOLDER: folder,
      N8N_LISTEN_ADDRESS: '127.0.0.1',
      N8N_PORT: String(port),
      N8N_RUNNERS_BROKER_PORT: String(await freePort()),
    };
    await publish({ program, folder, env });
    const started = startProgram({ args: [program, 'start'], folder, env });
    stops.push(() => endProgram(started.child));
    const address = `http://127.0.0.1:${port}`;
    await untilReady(started, `${address}/healthz/readiness`);
    // It answers before its workflows listen; a job of no orders is then an error, but not an unknown address.
    for (const how of ['list', 'one'])
      await untilReady(started, `${address}/webhook/${how}`, (status) => status !== 404);
    // A choice that a version does not know would silently be its default.
    if (started.tail().includes('Invalid value for N8N_EXPRESSION_ENGINE'))
      throw new Error(`No such engine:\n${started.tail()}`);
    return { carry: (job) => carryBy(`${address}/webhook/${job.how}`, job), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function databaseOf(address: string) {
  const url = new URL(address);
  return {
    DB_TYPE: 'postgresdb',
    DB_POSTGRESDB_HOST: url.hostname,
    DB_POSTGRESDB_PORT: url.port,
    DB_POSTGRESDB_DATABASE: url.pathname.slice(1),
    DB_POSTGRESDB_USER: url.username,
    DB_POSTGRESDB_PASSWORD: decodeURIComponent(url.password),
  };
}

type Installed = { program: string; folder: string; env: Record<string, string> };

async function publish({ program, folder, env }: Installed) {
  const run = async (...args: string[]) => {
    const { child, tail } = startProgram({ args: [program, ...args], folder, env });
    const [code] = await once(child, 'exit');
    if (code !== 0) throw new Error(`n8n ${args.join(' ')} ended with ${code}:\n${tail()}`);
  };
  const flows = [n8nFlow('list'), n8nFlow('one')];
  const input = path.join(folder, 'workflows');
  await mkdir(input);
  for (const flow of flows) await writeFile(path.join(input, `${flow.id}.json`), JSON.stringify(flow));
  await run('import:workflow', '--separate', `--input=${input}`);
  for (const { id } of flows) await run('publish:workflow', `--id=${id}`);
}
