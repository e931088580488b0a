import type { ValueTable } from '#flows/api/value-tables.ts';
import { tablesOf } from '#flows/check-flow.ts';
import type { TableRow } from '#flows/mapping/value-table.ts';
import { listFlows } from '#server/database/flows.ts';
import { countsOfUnknown, forgetUnknown, listUnknown } from '#server/database/unknown-values.ts';
import {
  deleteTable,
  insertTable,
  listTables,
  listTableVersions,
  mostTables,
  presentRows,
  saveTable,
  type TablePlace,
  tableNames,
} from '#server/database/value-tables.ts';
import { versionGraph } from '#server/database/versions.ts';
import type { Services } from '#server/services.ts';
import type { Call, Handlers } from './handler.ts';
import { conflict, notFound, Refusal } from './refusal.ts';
import { fewEnough, readCsv, writeCsv } from './value-table-csv.ts';

type Names =
  | 'listValueTables'
  | 'createValueTable'
  | 'getValueTable'
  | 'saveValueTable'
  | 'addTableRow'
  | 'importValueTable'
  | 'exportValueTable'
  | 'forgetUnknownValue'
  | 'deleteValueTable';

type OfTable = Pick<Call<'getValueTable'>, 'who' | 'params'>;

const placeOf = ({ who, params }: OfTable): TablePlace => ({ organizationId: who.organization.id, id: params.id });

export function valueTableHandlers(services: Services): Handlers<Names> {
  const { db, now, newId } = services;
  const find = async (call: OfTable) => {
    const found = await presentRows(db, placeOf(call));
    if (!found) throw notFound();
    return found;
  };
  const answer = (call: OfTable) => wholeTable(services, placeOf(call));
  /** Makes the next version of what is there now; whoever else changes it meanwhile waits for nobody. */
  const change = async (call: OfTable, make: (rows: TableRow[]) => TableRow[]) => {
    const { version, rows } = await find(call);
    const next = { rows: fewEnough(make(rows)), by: call.who.person.id, now: now() };
    if (!(await saveTable(db, placeOf(call), version, next))) throw conflict('conflict', await answer(call));
    return answer(call);
  };

  return {
    listValueTables: async ({ who }) => ({ items: await summaries(services, who.organization.id) }),
    createValueTable: async ({ who, body: { name, rows } }) => {
      const place = { organizationId: who.organization.id, id: newId() };
      if ((await tableNames(db, place.organizationId)).length >= mostTables)
        throw new Refusal(400, 'value-tables-too-many', { params: { most: mostTables } });
      const made = await insertTable(db, place, name, { rows, by: who.person.id, now: now() });
      if (!made) throw conflict('value-table-exists', undefined, { name });
      return wholeTable(services, place);
    },
    getValueTable: answer,
    saveValueTable: async (call) => {
      await find(call);
      const { rows, version } = call.body;
      const saved = await saveTable(db, placeOf(call), version, { rows, by: call.who.person.id, now: now() });
      if (!saved) throw conflict('conflict', await answer(call));
      return answer(call);
    },
    addTableRow: (call) => change(call, (rows) => withRows(rows, [call.body])),
    importValueTable: async (call) => {
      await find(call);
      const brought = readCsv(call.body.csv);
      return change(call, (rows) => (call.body.how === 'replace' ? brought : withRows(rows, brought)));
    },
    exportValueTable: async (call) => {
      const { rows } = await find(call);
      return { name: (await answer(call)).name, csv: writeCsv(rows) };
    },
    forgetUnknownValue: async (call) => {
      await find(call);
      await forgetUnknown(db, placeOf(call), [call.body.value]);
      return answer(call);
    },
    deleteValueTable: async (call) => {
      await find(call);
      const { flows } = await answer(call);
      if (flows.length > 0) throw conflict('value-table-in-use', { flows }, { count: flows.length });
      await deleteTable(db, placeOf(call));
      return { ok: true };
    },
  };
}

/** What is brought takes the place of what there is for the same value, or stands at the end. */
function withRows(rows: readonly TableRow[], brought: readonly TableRow[]): TableRow[] {
  const all = new Map([...rows, ...brought].map((row) => [row.from, row]));
  return [...all.values()];
}

async function wholeTable(services: Services, place: TablePlace): Promise<ValueTable> {
  const { db } = services;
  const summary = (await summaries(services, place.organizationId)).find(({ id }) => id === place.id);
  const [found, unknown, versions] = await Promise.all([
    presentRows(db, place),
    listUnknown(db, place),
    listTableVersions(db, place),
  ]);
  if (!summary || !found) throw notFound();
  return {
    ...summary,
    rows: found.rows,
    unknownValues: unknown.map(({ seenAt, ...value }) => ({ ...value, seenAt: seenAt.toISOString() })),
    versions: versions.map(({ changedAt, ...version }) => ({ ...version, changedAt: changedAt.toISOString() })),
  };
}

async function summaries(services: Services, organizationId: string) {
  const [tables, unknown, users] = await Promise.all([
    listTables(services.db, organizationId),
    countsOfUnknown(services.db, organizationId),
    flowsByTable(services, organizationId),
  ]);
  return tables.map(({ changedAt, ...table }) => ({
    ...table,
    changedAt: changedAt.toISOString(),
    unknown: unknown.get(table.id) ?? 0,
    flows: users.filter(({ names }) => names.has(table.name)).map(({ id, name }) => ({ id, name })),
  }));
}

/** The tables that each flow asks for, in its draft or as it is published. */
async function flowsByTable({ db }: Services, organizationId: string) {
  return Promise.all(
    (await listFlows(db, organizationId)).map(async ({ id, name, draft, publishedVersion }) => {
      const published = publishedVersion === null ? null : await versionGraph(db, organizationId, id, publishedVersion);
      return { id, name, names: new Set([draft, ...(published ? [published] : [])].flatMap(tablesOf)) };
    }),
  );
}
