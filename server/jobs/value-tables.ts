import { tablesOf } from '#flows/check-flow.ts';
import type { Graph } from '#flows/graph.ts';
import type { Queryable } from '#server/database/database.ts';
import type { Run } from '#server/database/runs.ts';
import { countUnknown, type SeenValue } from '#server/database/unknown-values.ts';
import { type PinnedTable, type PinnedTables, presentTables, versionRows } from '#server/database/value-tables.ts';
import type { CageTable } from '#server/engine/cage/cage.ts';
import type { Changes } from '#server/engine/walk-batch.ts';

const known = new WeakMap<Graph, string[]>();

/** A graph that is worked with never changes. */
function namesOf(graph: Graph): string[] {
  const names = known.get(graph) ?? tablesOf(graph);
  known.set(graph, names);
  return names;
}

/** The versions of the value tables that a graph asks for: those it is held to already, and the present ones. */
export async function pinTables(
  db: Queryable,
  organizationId: string,
  graph: Graph,
  held: PinnedTables = {},
): Promise<PinnedTables> {
  const names = namesOf(graph);
  const open = names.filter((name) => !held[name]);
  const all = { ...(await presentTables(db, organizationId, open)), ...held };
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name)));
}

/** Rows of versions, which never change, by organization, table and version; the oldest make room. */
const opened = new Map<string, string>();
const mostText = 20_000_000;

/** The tables as the cage takes them. One that was deleted since is left out: its formulas say so. */
export async function openTables(db: Queryable, organizationId: string, pinned: PinnedTables): Promise<CageTable[]> {
  const tables = await Promise.all(
    Object.entries(pinned).map(async ([name, table]): Promise<CageTable[]> => {
      const id = `${organizationId} ${table.id} ${table.version}`;
      const rows = opened.get(id) ?? (await readRows(db, organizationId, table));
      if (rows === null) return [];
      keep(id, rows);
      return [{ name, id, rows }];
    }),
  );
  return tables.flat();
}

async function readRows(db: Queryable, organizationId: string, table: PinnedTable): Promise<string | null> {
  const rows = await versionRows(db, organizationId, table);
  return rows && JSON.stringify(rows.map(({ from, to }) => [from, to]));
}

function keep(id: string, rows: string): void {
  opened.delete(id);
  opened.set(id, rows);
  let size = [...opened.values()].reduce((sum, text) => sum + text.length, 0);
  for (const [oldest, text] of opened) {
    if (size <= mostText || oldest === id) break;
    opened.delete(oldest);
    size -= text.length;
  }
}

/** Counts what a run's records looked for in vain; what a try-out missed is seen on the spot. */
export async function countMissed(db: Queryable, run: Run, unknown: NonNullable<Changes['unknown']>, now: Date) {
  if (run.mode !== 'live' || unknown.length === 0) return;
  const tables = run.envelope.tables ?? {};
  const found = new Map<string, SeenValue>();
  for (const { no, value } of unknown) {
    const table = tables[value.table];
    if (!table) continue;
    const name = `${table.id} ${value.value}`;
    const seen = (found.get(name)?.seen ?? 0) + 1;
    found.set(name, { tableId: table.id, value: value.value.slice(0, 300), seen, recordNo: no });
  }
  const { organizationId, id: runId } = run;
  // In one order for all, so that two batches never wait for each other.
  const values = [...found].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, value]) => value);
  await countUnknown(db, { organizationId, runId, now }, values);
}
