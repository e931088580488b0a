import { eq } from 'drizzle-orm';
import type { Surroundings } from '#flows/kinds/kind.ts';
import { connections } from '#server/database/schema.ts';
import { tableNames } from '#server/database/value-tables.ts';
import type { Services } from '#server/services.ts';

/** What the organization's flows can be connected with, for the check of a graph. */
export async function surroundingsOf({ db, connectors }: Services, organizationId: string): Promise<Surroundings> {
  const tables = new Set(await tableNames(db, organizationId));
  const rows = await db
    .select({ id: connections.id, connector: connections.connector })
    .from(connections)
    .where(eq(connections.organizationId, organizationId));
  const connectorOf = new Map(rows.map((row) => [row.id, connectors.get(row.connector)]));
  return {
    hasTable: (name) => tables.has(name),
    operation(connectionId, operationId, side) {
      const connector = connectorOf.get(connectionId);
      const operations = { source: connector?.sources, lookup: connector?.lookups, target: connector?.targets }[side];
      const operation = operations && Object.hasOwn(operations, operationId) ? operations[operationId] : undefined;
      if (!operation) return null;
      return {
        missingOptions: (options) => [
          ...new Set(operation.options.safeParse(options).error?.issues.map((issue) => issue.path.join('.')) ?? []),
        ],
      };
    },
  };
}
