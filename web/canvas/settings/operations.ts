import type { Connection } from '#flows/api/connections.ts';
import type { ConnectorInfo, LookupInfo, SourceInfo, TargetInfo } from '#flows/api/connectors.ts';
import type { OperationSide } from '#flows/kinds/kind.ts';
import { initialValues } from '#web/form/values.ts';

type OperationInfo = SourceInfo | LookupInfo | TargetInfo;

/** The options a step starts with: what the form shows before anybody touches it; empty fields stay out. */
export function freshOptions(
  { form, exampleOptions }: Pick<OperationInfo, 'form' | 'exampleOptions'>,
  demo: boolean,
): Record<string, unknown> {
  const shown = Object.fromEntries(
    Object.entries(initialValues(form)).filter(([, value]) => value !== null && value !== ''),
  );
  return demo ? { ...shown, ...exampleOptions } : shown;
}

/** What a connector offers on one side. */
export const operationsOf = (
  { sources, lookups, targets }: ConnectorInfo,
  side: OperationSide,
): Record<string, OperationInfo> => ({ source: sources, lookup: lookups, target: targets })[side];

/** What choosing a connection sets: the only operation is taken at once, and another system starts with fresh options. */
export function settingsFor(connection: Connection, connectors: readonly ConnectorInfo[], side: OperationSide) {
  const connector = connectors.find((it) => it.id === connection.connector);
  const operations = connector ? Object.entries(operationsOf(connector, side)) : [];
  const [only, ...more] = operations;
  if (!only || more.length > 0) return { connection: connection.id, operation: null, options: {} };
  return { connection: connection.id, operation: only[0], options: freshOptions(only[1], connection.sandbox) };
}

/** The connectors that can be read from, asked, or written to. */
export const connectorsFor = (side: OperationSide, connectors: readonly ConnectorInfo[]) =>
  connectors.filter((connector) => Object.keys(operationsOf(connector, side)).length > 0);

/** Connectors that need no account can be used at once; how a sender proves itself must be chosen first. */
export const needsNothing = (connector: ConnectorInfo) =>
  !connector.receives && connector.form.every((field) => !field.required);
