import type { FlowNode } from '#flows/graph.ts';
import { LookupSettings } from '#flows/kinds/lookup.ts';
import { SourceSettings } from '#flows/kinds/source.ts';
import { TargetSettings } from '#flows/kinds/target.ts';
import type { Source } from '#server/connectors/connector.ts';
import type { OpenLookup } from '#server/engine/open-lookup.ts';
import type { OpenTarget } from '#server/engine/open-target.ts';
import { PermanentError } from '#server/errors.ts';
import type { Services } from '#server/services.ts';
import { type OpenConnection, openConnection } from './open-connection.ts';
import { connectorOf, findConnection } from './sealed.ts';

const unusable = (cause?: unknown) => new PermanentError({ problem: { code: 'run.no-connection', params: {} }, cause });

async function open(
  services: Services,
  organizationId: string,
  settings: { connection: string | null; operation: string | null },
) {
  const row = settings.connection ? await findConnection(services, organizationId, settings.connection) : null;
  if (!row || !settings.operation) throw unusable();
  return { connection: await openConnection(services, row), operation: settings.operation };
}

const named = <T>(operations: Record<string, T>, name: string): T => {
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (!operation) throw unusable();
  return operation;
};

type OperationChoice = Pick<SourceSettings, 'connection' | 'operation' | 'options'>;

export type OpenSource = {
  connection: OpenConnection;
  source: Source;
  options: Record<string, unknown>;
};

/** The source operation behind a node, ready to be read. Throws PermanentError when the node cannot be used. */
export async function openSource(services: Services, organizationId: string, node: FlowNode): Promise<OpenSource> {
  return openSourceBy(services, organizationId, SourceSettings.parse(node.settings));
}

/** The same for settings that stand in no flow yet. */
export async function openSourceBy(
  services: Services,
  organizationId: string,
  settings: OperationChoice,
): Promise<OpenSource> {
  const { connection, operation } = await open(services, organizationId, settings);
  const source = named(connection.connector.sources, operation);
  return { connection, source, options: checkOptions(source, settings.options) };
}

/** The source operation behind a node, for what it says of itself; nothing is opened and options need not be complete. */
export async function findSource(services: Services, organizationId: string, node: FlowNode): Promise<Source> {
  const { connection, operation } = SourceSettings.parse(node.settings);
  const row = connection ? await findConnection(services, organizationId, connection) : null;
  if (!row || !operation) throw unusable();
  return named(connectorOf(services, row).sources, operation);
}

/** The lookup operation behind a node, ready to be asked. */
export async function openLookup(services: Services, organizationId: string, node: FlowNode): Promise<OpenLookup> {
  const settings = LookupSettings.parse(node.settings);
  const { connection, operation } = await open(services, organizationId, settings);
  const lookup = named(connection.connector.lookups ?? {}, operation);
  const options = checkOptions(lookup, settings.options);
  return {
    system: connection.row.name,
    look: (key, log) => connection.call(() => lookup.look(connection.context(log), options, key)),
  };
}

/** The target operation behind a node, ready to be written to. */
export async function openTarget(
  services: Services,
  { organizationId, mayWrite }: { organizationId: string; mayWrite(): void },
  node: FlowNode,
): Promise<OpenTarget> {
  const settings = TargetSettings.parse(node.settings);
  const { connection, operation } = await open(services, organizationId, settings);
  const target = named(connection.connector.targets, operation);
  const options = checkOptions(target, settings.options);
  const { find, update, read, writeMany } = target;
  const updateMany = writeMany?.update;
  const most = writeMany?.most(options) ?? 1;
  return {
    system: connection.row.name,
    schema: target.schema,
    askFirst: target.askFirst ?? false,
    repeatable: target.repeatable ?? false,
    write: (record, key, log) =>
      connection.call(() => target.write(connection.context(log, mayWrite), options, record, key)),
    many:
      writeMany && most > 1
        ? {
            most,
            write: (records, log) =>
              connection.call(() => writeMany.write(connection.context(log, mayWrite), options, records)),
            update: updateMany
              ? (records, log) => connection.call(() => updateMany(connection.context(log, mayWrite), options, records))
              : null,
          }
        : null,
    update: update
      ? (record, there, log) => connection.call(() => update(connection.context(log, mayWrite), options, record, there))
      : null,
    read: read ? (id, log) => connection.call(() => read(connection.context(log), options, id)) : null,
    find: find
      ? (record, key, log) => connection.call(() => find(connection.context(log), options, record, key))
      : null,
  };
}

function checkOptions(operation: { options: Source['options'] }, options: Record<string, unknown>) {
  const parsed = operation.options.safeParse(options);
  if (!parsed.success) throw unusable(parsed.error);
  return options;
}
