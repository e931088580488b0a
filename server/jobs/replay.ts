import { and, eq } from 'drizzle-orm';
import type { ReplayNote } from '#flows/api/runs.ts';
import { differences } from '#flows/differences.ts';
import type { Graph } from '#flows/graph.ts';
import type { Queryable, Transaction } from '#server/database/database.ts';
import { insertBatch } from '#server/database/new-batches.ts';
import { findRun, insertRun } from '#server/database/runs.ts';
import { type Envelope, flows, type Reading } from '#server/database/schema.ts';
import { versionGraph } from '#server/database/versions.ts';
import { PermanentError } from '#server/errors.ts';
import type { Services } from '#server/services.ts';
import { type Choice, type ChosenRecord, chooseRecords } from './choose-records.ts';
import { type Beginning, inputAgain, recordsAgain, sourceOf } from './kept-steps.ts';
import { momentOf } from './moment.ts';
import { envelope } from './start-run.ts';
import { pinTables } from './value-tables.ts';

export type ReplayWish = Choice & Beginning & { organizationId: string; version: 'now' | 'then'; force: boolean };
export type ReplayRequest = ReplayWish & { reason: string; personId: string };

/** What a run that repeats another is held to, so that it gives the same again. */
type Pins = Pick<Envelope, 'moment' | 'tables'>;

/** Records that go through the same version of the same flow again; with `pins` all else is as it was then, too. */
export type ReplayGroup = { flowId: string; version: number; graph: Graph; pins: Pins | null; rows: ChosenRecord[] };

const batchSize = 100;

/** Tries records again in new runs: one per flow, or, as it was then, one per run that is repeated. Nothing is sent twice: the ledger decides. Gives the runs' ids. */
export function replay(services: Services, request: ReplayRequest): Promise<string[]> {
  return services.db.transaction(async (tx) => {
    const ids: string[] = [];
    for (const group of await replayGroups(tx, request)) ids.push(await replayGroup(services, tx, request, group));
    return ids;
  });
}

/** The chosen records by flow or run, with the graph they will go through. */
export async function replayGroups(db: Queryable, wish: ReplayWish): Promise<ReplayGroup[]> {
  const chosen = await chooseRecords(db, wish.organizationId, wish);
  if (chosen.length === 0) throw new PermanentError({ problem: { code: 'not-found', params: {} } });
  if (wish.from !== 'source' && chosen.some((row) => row.contentDroppedAt))
    throw new PermanentError({ problem: { code: 'run.content-gone', params: {} } });
  const groups = new Map<string, ReplayGroup>();
  for (const row of chosen) {
    const name = wish.version === 'then' ? row.runId : row.flowId;
    const group = groups.get(name) ?? {
      ...(await graphFor(db, wish, row)),
      pins: await pinsFor(db, wish, row),
      rows: [],
    };
    group.rows.push(row);
    groups.set(name, group);
  }
  return [...groups.values()];
}

async function pinsFor(db: Queryable, { version }: ReplayWish, row: ChosenRecord): Promise<Pins | null> {
  const run = version === 'then' ? await findRun(db, row) : null;
  return run && { moment: momentOf(run), tables: run.envelope.tables };
}

async function graphFor(db: Queryable, { organizationId, version: which }: ReplayWish, row: ChosenRecord) {
  const { flowId } = row;
  const [flow] = await db
    .select()
    .from(flows)
    .where(and(eq(flows.organizationId, organizationId), eq(flows.id, flowId)));
  const version = which === 'then' ? row.version : (flow?.publishedVersion ?? null);
  if (version === null) throw new PermanentError({ problem: { code: 'run.step-gone', params: {} } });
  return { flowId, version, graph: await versionGraph(db, organizationId, flowId, version) };
}

async function replayGroup(services: Services, tx: Transaction, request: ReplayRequest, group: ReplayGroup) {
  const { flowId, version, graph, pins, rows } = group;
  const [first] = rows;
  if (!first) throw new Error('A replay needs records');
  const id = services.newId();
  const { organizationId, personId, reason } = request;
  const reading = request.from === 'source' ? readingAgain(graph, rows) : null;
  const list = reading ? [] : await recordsAgain(tx, graph, rows, request);
  const tables = await pinTables(tx, organizationId, graph, pins?.tables);
  const run = { organizationId, id, flowId };
  await insertRun(tx, {
    ...run,
    version,
    graph: null,
    mode: 'live',
    trigger: 'replay',
    startedBy: personId,
    replayOf: first.runId,
    reason: reason || null,
    replay: await noteOf(tx, request, group),
    reading,
    envelope: { ...envelope, ...pins, tables },
    now: services.now(),
  });
  for (let at = 0; at < list.length; at += batchSize)
    await insertBatch(tx, run, list.slice(at, at + batchSize), services.now());
  return id;
}

function readingAgain(graph: Graph, rows: ChosenRecord[]): Reading {
  const [first] = rows;
  if (!first) throw new Error('A replay needs records');
  const asked = rows.map(({ key, runId, no }) => ({ key, originRun: runId, originNo: no }));
  return { node: sourceOf(graph, first), cursor: null, attempts: 0, later: [], asked };
}

/** What others can see later of how this replay was asked for. */
async function noteOf(db: Queryable, request: ReplayRequest, { graph, rows }: ReplayGroup): Promise<ReplayNote> {
  const { from, node = null, version, force, edited } = request;
  const [row] = edited === undefined ? [] : rows;
  const edits = row ? differences(await storedInput(db, graph, row, request), edited) : [];
  return { from, node, version, force, edits };
}

/** What the first step that is done again would receive if nobody had edited it. */
export async function storedInput(db: Queryable, graph: Graph, row: ChosenRecord, beginning: Beginning) {
  const stored = { ...beginning, edited: undefined };
  const [again] = await recordsAgain(db, graph, [row], stored);
  if (!again) throw new Error('A record that cannot be taken again');
  return inputAgain(graph, row, again, stored);
}
