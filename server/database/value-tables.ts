import { and, asc, desc, eq, inArray, sql } from 'drizzle-orm';
import type { TableRow } from '#flows/mapping/value-table.ts';
import type { Database, Queryable, Transaction } from './database.ts';
import { people, valueTables, valueTableVersions } from './schema.ts';

export type TablePlace = { organizationId: string; id: string };
/** Which version of which table stands behind a name. */
export type PinnedTable = { id: string; version: number };
export type PinnedTables = Record<string, PinnedTable>;

const at = ({ organizationId, id }: TablePlace) =>
  and(eq(valueTables.organizationId, organizationId), eq(valueTables.id, id));
const present = and(
  eq(valueTableVersions.organizationId, valueTables.organizationId),
  eq(valueTableVersions.tableId, valueTables.id),
  eq(valueTableVersions.version, valueTables.version),
);
const size = sql<number>`jsonb_array_length(${valueTableVersions.rows})`;

/** Far more than a shop has; every page lists them all. */
export const mostTables = 300;

export const listTables = (db: Queryable, organizationId: string) =>
  db
    .select({
      id: valueTables.id,
      name: valueTables.name,
      version: valueTables.version,
      size,
      changedAt: valueTableVersions.changedAt,
      changedBy: people.name,
    })
    .from(valueTables)
    .innerJoin(valueTableVersions, present)
    .leftJoin(people, eq(people.id, valueTableVersions.changedBy))
    .where(eq(valueTables.organizationId, organizationId))
    .orderBy(asc(valueTables.name))
    .limit(mostTables);

/** The names that there are. */
export const tableNames = async (db: Queryable, organizationId: string): Promise<string[]> =>
  (
    await db.select({ name: valueTables.name }).from(valueTables).where(eq(valueTables.organizationId, organizationId))
  ).map(({ name }) => name);

/** The rows as they are now; null = there is no such table. */
export async function presentRows(db: Queryable, place: TablePlace) {
  const [row] = await db
    .select({ version: valueTables.version, rows: valueTableVersions.rows })
    .from(valueTables)
    .innerJoin(valueTableVersions, present)
    .where(at(place));
  return row ?? null;
}

/** The versions that stand behind these names now; a name without a table is left out. */
export async function presentTables(db: Queryable, organizationId: string, names: string[]): Promise<PinnedTables> {
  if (names.length === 0) return {};
  const rows = await db
    .select({ name: valueTables.name, id: valueTables.id, version: valueTables.version })
    .from(valueTables)
    .where(and(eq(valueTables.organizationId, organizationId), inArray(valueTables.name, names)));
  return Object.fromEntries(rows.map(({ name, ...table }) => [name, table]));
}

/** The rows of one version; null when the table was deleted since. */
export async function versionRows(db: Queryable, organizationId: string, { id, version }: PinnedTable) {
  const [row] = await db
    .select({ rows: valueTableVersions.rows })
    .from(valueTableVersions)
    .where(
      and(
        eq(valueTableVersions.organizationId, organizationId),
        eq(valueTableVersions.tableId, id),
        eq(valueTableVersions.version, version),
      ),
    );
  return row?.rows ?? null;
}

export const listTableVersions = (db: Queryable, { organizationId, id }: TablePlace) =>
  db
    .select({
      version: valueTableVersions.version,
      changedAt: valueTableVersions.changedAt,
      changedBy: people.name,
      size,
    })
    .from(valueTableVersions)
    .leftJoin(people, eq(people.id, valueTableVersions.changedBy))
    .where(and(eq(valueTableVersions.organizationId, organizationId), eq(valueTableVersions.tableId, id)))
    .orderBy(desc(valueTableVersions.version))
    .limit(50);

export type Change = { rows: TableRow[]; by: string | null; now: Date };

/** Makes a table; false when there is one of that name. */
export function insertTable(db: Queryable, place: TablePlace, name: string, change: Change): Promise<boolean> {
  return db.transaction(async (tx) => {
    const made = await tx
      .insert(valueTables)
      .values({ ...place, name })
      .onConflictDoNothing()
      .returning({ version: valueTables.version });
    const [table] = made;
    if (table) await insertVersion(tx, place, table.version, change);
    return table !== undefined;
  });
}

/** Makes the tables that a template brings along; those that are there already stay as they are. */
export async function bringTables(
  db: Queryable,
  organizationId: string,
  tables: readonly { name: string; rows: TableRow[] }[],
  { newId, by, now }: { newId(): string; by: string | null; now: Date },
) {
  for (const { name, rows } of tables) await insertTable(db, { organizationId, id: newId() }, name, { rows, by, now });
}

/** Saves rows that were made on `version`; false when somebody saved others since. */
export function saveTable(db: Database, place: TablePlace, version: number, change: Change): Promise<boolean> {
  return db.transaction(async (tx) => {
    const [saved] = await tx
      .update(valueTables)
      .set({ version: sql`${valueTables.version} + 1` })
      .where(and(at(place), eq(valueTables.version, version)))
      .returning({ version: valueTables.version });
    if (saved) await insertVersion(tx, place, saved.version, change);
    return saved !== undefined;
  });
}

async function insertVersion(tx: Transaction, place: TablePlace, version: number, { rows, by, now }: Change) {
  const { organizationId, id: tableId } = place;
  await tx.insert(valueTableVersions).values({ organizationId, tableId, version, rows, changedBy: by, changedAt: now });
}

export const deleteTable = (db: Queryable, place: TablePlace) => db.delete(valueTables).where(at(place));
