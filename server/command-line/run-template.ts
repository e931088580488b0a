import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { checkFlow } from '#flows/check-flow.ts';
import { sayIn } from '#flows/say.ts';
import { fillSlots, type TemplateFlow } from '#flows/templates/template.ts';
import { createDemo } from '#server/access/organizations.ts';
import { readConfig } from '#server/config.ts';
import { surroundingsOf } from '#server/connections/surroundings.ts';
import { loadConnectors } from '#server/connectors/registry.ts';
import { startEmbeddedPostgres } from '#server/database/embedded.ts';
import { findFlow, insertFlow, publish } from '#server/database/flows.ts';
import { migrate } from '#server/database/migrate.ts';
import { connections } from '#server/database/schema.ts';
import { bringTables } from '#server/database/value-tables.ts';
import { createAtOnce } from '#server/jobs/at-once.ts';
import { startPublishedRun, startTry } from '#server/jobs/start-run.ts';
import { startWorker } from '#server/jobs/worker.ts';
import { StartFault } from '#server/launch/start-fault.ts';
import { openServices, type Stops, startSandboxes } from '#server/parts.ts';
import type { Services } from '#server/services.ts';
import { loadSample, loadTemplate } from '#server/templates.ts';
import { type FlowCommand, terminalLanguage } from './arguments.ts';
import { giveFile } from './give-file.ts';
import { printRecords, watchRun } from './print-run.ts';
import { testTemplate } from './test-template.ts';
import words from './words.json' with { type: 'json' };

/**
 * Runs a template in a world of its own that is thrown away afterwards: a fresh database and fresh stand-ins. Gives the
 * exit code: 0 when everything went through, 1 when something needs attention.
 */
export async function runTemplate(command: FlowCommand): Promise<number> {
  const language = terminalLanguage();
  const template = await loadTemplate(path.resolve(command.folder)).catch((cause: unknown) => {
    throw new StartFault(sayIn(language, words['no-folder'], { folder: command.folder }), { cause });
  });
  console.log(sayIn(language, words.starting));
  const stops: Stops = [];
  try {
    return await runIn(await openWorld(stops), template, command);
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
}

async function openWorld(stops: Stops): Promise<Services> {
  const folder = await mkdtemp(path.join(tmpdir(), 'koppel-flow-'));
  stops.push(() => rm(folder, { recursive: true, force: true }));
  const instanceKey = randomBytes(32);
  const config = { ...readConfig({ KOPPEL_DATA_DIR: folder }), sandboxPort: 0 };
  const connectors = await loadConnectors();
  const sandboxAddress = await startSandboxes(config, connectors, instanceKey, stops);
  const database = await startEmbeddedPostgres({ folder, disposable: true });
  stops.push(() => database.stop());
  await migrate(database.url);
  const { services, pool } = await openServices(
    { config, connectors, instanceKey, databaseUrl: database.url, sandboxAddress },
    stops,
  );
  const worker = await startWorker(services, pool, createAtOnce(services));
  stops.push(() => worker.stop());
  return services;
}

async function runIn(services: Services, template: TemplateFlow, command: FlowCommand): Promise<number> {
  const owner = await createDemo(services, { organization: 'command line', visitor: 'command line' });
  if (!owner) throw new Error('A fresh world has an organization already');
  const { organizationId } = owner;
  const by = { newId: services.newId, by: null, now: services.now() };
  await bringTables(services.db, organizationId, template.tables, by);
  if (command.verb === 'test') {
    const connections = await connectSlots(services, organizationId, template);
    return testTemplate(services, organizationId, fillSlots(template.graph, connections), path.resolve(command.folder));
  }
  const place = { organizationId, flowId: services.newId() };
  const graph = fillSlots(template.graph, await connectSlots(services, organizationId, template));
  const draft =
    command.file === null ? graph : await giveFile(services, organizationId, graph, await readWhole(command.file));
  await insertFlow(services.db, { organizationId, id: place.flowId, name: template.title.en, draft });
  const runId = await start(services, place, command);
  const run = await watchRun(services, organizationId, runId);
  return (await printRecords(services, organizationId, run)) ? 0 : 1;
}

async function connectSlots(
  services: Services,
  organizationId: string,
  template: TemplateFlow,
): Promise<Record<string, string>> {
  const chosen: Record<string, string> = {};
  for (const [slot, { connector, title }] of Object.entries(template.slots)) {
    const id = services.newId();
    const sandbox = services.connectors.get(connector)?.sandbox !== null;
    await services.db
      .insert(connections)
      .values({ organizationId, id, connector, name: title[terminalLanguage()], sandbox, settings: {} });
    chosen[slot] = id;
  }
  return chosen;
}

async function readWhole(file: string) {
  const content = await readFile(file).catch((cause: unknown) => {
    throw new StartFault(sayIn(terminalLanguage(), words['no-file'], { file }), { cause });
  });
  return { name: path.basename(file), content };
}

async function start(
  services: Services,
  place: { organizationId: string; flowId: string },
  command: FlowCommand,
): Promise<string> {
  const flow = await findFlow(services.db, place);
  if (!flow) throw new Error('The flow that was just made is gone');
  const by = { trigger: 'command-line' as const, startedBy: null };
  if (command.mode === 'sample') return startTry(services, flow, { ...by, sample: await loadSample(command.folder) });
  const problems = checkFlow(flow.draft, await surroundingsOf(services, place.organizationId));
  if (problems.length > 0) {
    const named = problems
      .map(({ node, code, params }) => `${node ?? ''} ${code} ${Object.values(params).join(' ')}`.trim())
      .join(', ');
    throw new StartFault(sayIn(terminalLanguage(), words.unfinished, { problems: named }));
  }
  return services.db.transaction(async (tx) => {
    await publish(tx, place, { personId: null, note: '' });
    return startPublishedRun(services, tx, { ...flow, publishedVersion: 1 }, { ...by, fromStart: true });
  });
}
