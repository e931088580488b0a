import { and, eq, sql } from 'drizzle-orm';
import * as z from 'zod';
import { dataKeyOf } from '#server/access/organizations.ts';
import type { Connector } from '#server/connectors/connector.ts';
import { secretNames } from '#server/connectors/form.ts';
import { connections } from '#server/database/schema.ts';
import { prepared } from '#server/database/statement.ts';
import { PermanentError } from '#server/errors.ts';
import type { Services } from '#server/services.ts';

export type ConnectionRow = typeof connections.$inferSelect;
export type Plain = Record<string, unknown>;

const Secrets = z.record(z.string(), z.string());

export const placeOf = (row: Pick<ConnectionRow, 'organizationId' | 'id'>, column: 'secrets' | 'token' | 'access') => ({
  organizationId: row.organizationId,
  row: row.id,
  column,
});

const connection = prepared((db) =>
  db
    .select()
    .from(connections)
    .where(
      and(eq(connections.organizationId, sql.placeholder('organizationId')), eq(connections.id, sql.placeholder('id'))),
    )
    .prepare('find-connection'),
);

export async function findConnection(
  { db }: Pick<Services, 'db'>,
  organizationId: string,
  id: string,
): Promise<ConnectionRow | null> {
  if (!z.uuid().safeParse(id).success) return null;
  const [row] = await connection(db).execute({ organizationId, id });
  return row ?? null;
}

export function connectorOf(
  { connectors }: Pick<Services, 'connectors'>,
  row: Pick<ConnectionRow, 'connector'>,
): Connector {
  const connector = connectors.get(row.connector);
  if (!connector) throw new PermanentError({ problem: { code: 'run.no-connection', params: {} } });
  return connector;
}

/** Splits settings into what is stored as it is and what is sealed. */
export async function sealSettings(
  services: Pick<Services, 'db' | 'vault'>,
  connector: Connector,
  row: Pick<ConnectionRow, 'organizationId' | 'id'>,
  all: Plain,
) {
  const names = new Set(secretNames(connector.settings));
  const entries = Object.entries(all);
  const settings: Plain = Object.fromEntries(entries.filter(([name]) => !names.has(name)));
  const secrets = Object.fromEntries(
    entries.filter(([name, value]) => names.has(name) && value !== '' && value !== null),
  );
  if (Object.keys(secrets).length === 0) return { settings, secrets: null };
  const dataKey = await dataKeyOf(services.db, row.organizationId);
  return { settings, secrets: services.vault.seal(dataKey, placeOf(row, 'secrets'), JSON.stringify(secrets)) };
}

export async function openSecrets(
  services: Pick<Services, 'db' | 'vault'>,
  row: ConnectionRow,
): Promise<Record<string, string>> {
  if (!row.secrets) return {};
  const dataKey = await dataKeyOf(services.db, row.organizationId);
  return Secrets.parse(JSON.parse(services.vault.open(dataKey, placeOf(row, 'secrets'), row.secrets)));
}
