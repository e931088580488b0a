import { setTimeout as pause } from 'node:timers/promises';
import type { Graph } from '#flows/graph.ts';
import { SourceSettings } from '#flows/kinds/source.ts';
import { fillSlots } from '#flows/templates/template.ts';
import { createDemo } from './access/organizations.ts';
import { checkConnection } from './connections/check-connection.ts';
import { findConnection } from './connections/sealed.ts';
import { insertFlow, publish, setOn } from './database/flows.ts';
import { connections } from './database/schema.ts';
import { bringTables } from './database/value-tables.ts';
import words from './demo-words.json' with { type: 'json' };
import { TemporaryError } from './errors.ts';
import type { Services } from './services.ts';

/** The flow that is on in the demo from the first minute. */
const shownTemplate = 'orders-to-accounting';

/** The stand-ins may run as a process of their own that starts at the same time. */
const patienceMilliseconds = 60_000;

async function untilSandboxesAnswer({ sandboxes }: Services) {
  const deadline = performance.now() + patienceMilliseconds;
  for (;;) {
    try {
      return await sandboxes?.control.list();
    } catch (error) {
      if (!(error instanceof TemporaryError) || performance.now() > deadline) throw error;
      await pause(250);
    }
  }
}

/** Makes the demo organization once: a connection to every stand-in, and one flow that is on. */
export async function prepareDemo(services: Services) {
  await untilSandboxesAnswer(services);
  const demo = await createDemo(services, { organization: words.organization.en, visitor: words.visitor.en });
  if (!demo) return;
  const ids = new Map<string, string>();
  for (const [id, connector] of services.connectors) {
    const sandbox = connector.sandbox !== null;
    if (!sandbox && !connector.settings.safeParse({}).success) continue;
    const row = { organizationId: demo.organizationId, id: services.newId() };
    const name = sandbox ? words.connection.en.replace('{system}', connector.title.en) : connector.title.en;
    await services.db.insert(connections).values({ ...row, connector: id, name, sandbox, settings: {} });
    const stored = await findConnection(services, row.organizationId, row.id);
    if (stored) await checkConnection(services, stored);
    ids.set(id, row.id);
  }
  await addFlow(services, demo.organizationId, ids);
}

async function addFlow(services: Services, organizationId: string, connectionOf: Map<string, string>) {
  const template = services.templates.get(shownTemplate);
  if (!template) throw new Error(`The template ${shownTemplate} is missing`);
  const chosen = Object.fromEntries(
    Object.entries(template.slots).map(([slot, { connector }]) => [slot, connectionOf.get(connector) ?? '']),
  );
  const place = { organizationId, flowId: services.newId() };
  const draft = everyMinute(fillSlots(template.graph, chosen));
  const by = { newId: services.newId, by: null, now: services.now() };
  await bringTables(services.db, organizationId, template.tables, by);
  await insertFlow(services.db, { organizationId, id: place.flowId, name: template.title.en, draft });
  await services.db.transaction((tx) => publish(tx, place, { personId: null, note: '' }));
  await setOn(services.db, place, true, services.now());
}

/** Somebody who looks around should not wait a quarter of an hour for an order. */
const everyMinute = (graph: Graph): Graph => ({
  ...graph,
  nodes: graph.nodes.map((node) =>
    SourceSettings.safeParse(node.settings).data?.everyMinutes
      ? { ...node, settings: { ...node.settings, everyMinutes: 1 } }
      : node,
  ),
});
