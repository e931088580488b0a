import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import type { FlowNode, Graph } from '#flows/graph.ts';
import { inboxOf } from '#server/connections/receive.ts';
import { findConnection } from '#server/connections/sealed.ts';
import { startEmbeddedPostgres } from '#server/database/embedded.ts';
import { findFlow } from '#server/database/flows.ts';
import { migrate } from '#server/database/migrate.ts';
import { findRun, type Run } from '#server/database/runs.ts';
import { connections, flows, flowVersions, organizations } from '#server/database/schema.ts';
import { startPublishedRun } from '#server/jobs/start-run.ts';
import type { Stops } from '#server/parts.ts';
import { condition, mapping } from './orders.ts';
import { type Child, startChild } from './processes.ts';
import { newKey, openBenchServices } from './services.ts';

/** As `server/launch/hand-over.js` starts the server. */
const nodeFlags = ['--max-semi-space-size=16', '--heap-growing-percent=30'];

/** How the target is written to: lists of a page, or one call per record. */
export type How = 'list' | 'one';
export type Work = { total: number; how: How; delay?: number };

/** A Koppel on an embedded database that waits for the disk as in real life. */
export type BenchKoppel = Awaited<ReturnType<typeof startBenchKoppel>>;

export async function startBenchKoppel(shop: string, stops: Stops) {
  const folder = await mkdtemp(path.join(tmpdir(), 'koppel-bench-'));
  stops.push(() => rm(folder, { recursive: true, force: true }));
  const server = await startEmbeddedPostgres({ folder });
  stops.push(() => server.stop());
  await migrate(server.url);
  const key = newKey();
  const { services } = await openBenchServices(server.url, key, stops);
  const { db, newId, vault } = services;
  const organizationId = newId();
  const at = { organizationId, sandbox: false, settings: { address: shop } };
  const [source, target] = [newId(), newId()];
  await db
    .insert(organizations)
    .values({ id: organizationId, name: 'Bench', dataKey: vault.newDataKey(organizationId) });
  await db.insert(connections).values([
    { ...at, id: source, connector: 'bench', name: 'Shop' },
    { ...at, id: target, connector: 'http', name: 'Target', settings: { address: shop, auth: 'none' } },
  ]);
  return {
    db,
    organizationId,
    startWorker: (): Promise<Child> => startChild('worker.ts', [server.url, key.toString('hex')], nodeFlags),
    startFront: (): Promise<Child> => startChild('front.ts', [server.url, key.toString('hex')], nodeFlags),
    async newFlow(work: Work): Promise<string> {
      const id = newId();
      const graph = graphOf({ source, target }, work);
      await db.insert(flows).values({ organizationId, id, name: 'Bench', draft: graph, publishedVersion: 1 });
      await db.insert(flowVersions).values({ organizationId, flowId: id, version: 1, graph, note: '' });
      return id;
    },
    /** A flow that is on and takes what is sent to it; gives the address under which. */
    async newHook(address: string): Promise<string> {
      const [hook, to, id] = [newId(), newId(), newId()];
      const settings = { signing: 'link', keyField: 'number' };
      await db.insert(connections).values([
        { ...at, id: hook, connector: 'webhook', name: 'Hook', settings },
        { ...at, id: to, connector: 'http', name: 'Target', settings: { address, auth: 'none' } },
      ]);
      const graph = graphOf({ source: hook, target: to }, { total: 0, how: 'one' });
      const [get, ...others] = graph.nodes;
      if (get) graph.nodes = [{ ...get, settings: { connection: hook, operation: 'events', options: {} } }, ...others];
      await db
        .insert(flows)
        .values({ organizationId, id, name: 'Hook', draft: graph, publishedVersion: 1, isOn: true });
      await db.insert(flowVersions).values({ organizationId, flowId: id, version: 1, graph, note: '' });
      const row = await findConnection(services, organizationId, hook);
      if (!row) throw new Error('The connection is gone');
      return `/hooks/${(await inboxOf(services, row)).token}`;
    },
    /** Runs the flow and gives the run as it ended; `seconds` is on this process's clock. */
    async run(flowId: string): Promise<{ run: Run; seconds: number }> {
      const flow = await findFlow(db, { organizationId, flowId });
      if (!flow) throw new Error('The flow is gone');
      const start = performance.now();
      const by = { trigger: 'person' as const, startedBy: null, fromStart: true };
      const runId = await db.transaction((tx) => startPublishedRun(services, tx, flow, by));
      for (;;) {
        await pause(25);
        const run = await findRun(db, { organizationId, runId });
        if (run?.endedAt) return { run, seconds: (performance.now() - start) / 1000 };
        if (run?.status === 'on-hold') throw new Error(`The run is on hold: ${JSON.stringify(run.problem)}`);
      }
    },
    async rows(text: string): Promise<Record<string, unknown>[]> {
      return (await db.execute(sql.raw(text))).rows;
    },
  };
}

function graphOf(connection: { source: string; target: string }, { total, how, delay = 0 }: Work): Graph {
  const step = (id: string, kind: FlowNode['kind'], settings: FlowNode['settings']): FlowNode => ({
    ...{ id, kind, position: { x: 0, y: 0 }, settings },
  });
  const options = { path: `/${how}?delay=${delay}`, together: how };
  return {
    nodes: [
      step('get', 'source', { connection: connection.source, operation: 'orders', options: { total } }),
      step('match', 'datamapper', { mapping }),
      step('keep', 'filter', { rule: { mode: 'expression', expression: condition } }),
      step('send', 'target', { connection: connection.target, operation: 'json', options }),
    ],
    edges: [
      { from: 'get', port: 'out', to: 'match' },
      { from: 'match', port: 'out', to: 'keep' },
      { from: 'keep', port: 'out', to: 'send' },
    ],
  };
}
