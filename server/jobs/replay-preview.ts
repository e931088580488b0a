import type { RecordPreview, ReplayPreview, TargetPreview } from '#flows/api/replays.ts';
import { differences } from '#flows/differences.ts';
import type { FlowNode, Graph } from '#flows/graph.ts';
import { kinds } from '#flows/kinds/index.ts';
import { openSource } from '#server/connections/open-node.ts';
import type { Json } from '#server/connectors/connector.ts';
import { readDeliveries, sentDeliveries } from '#server/database/deliveries.ts';
import { Json as JsonText } from '#server/database/json-text.ts';
import { arrivedRecord, type NewRecord } from '#server/database/new-batches.ts';
import { readBatchPages } from '#server/database/payloads.ts';
import { findRun, graphOfRun } from '#server/database/runs.ts';
import { outputOf } from '#server/engine/walk-batch.ts';
import { PermanentError } from '#server/errors.ts';
import type { Services } from '#server/services.ts';
import type { ChosenRecord } from './choose-records.ts';
import { inputAgain, recordsAgain, sourceOf } from './kept-steps.ts';
import { type ReplayGroup, type ReplayWish, replayGroups, storedInput } from './replay.ts';
import { type Walked, walkInline } from './walk-inline.ts';

/** Records that are shown in full; of the rest only how many would be left alone is told. */
const shownInFull = 20;

/** What a replay would do, without doing it: what would be sent now beside what was sent or tried then. */
export async function previewReplay(services: Services, wish: ReplayWish): Promise<ReplayPreview> {
  const items: RecordPreview[] = [];
  let [total, leftAlone] = [0, 0];
  for (const group of await replayGroups(services.db, wish)) {
    const sent = await sentOf(services, wish, group);
    const shown = group.rows.slice(0, shownInFull - items.length);
    const previews = shown.length > 0 ? await previewGroup(services, wish, { ...group, rows: shown }) : [];
    items.push(...previews);
    total += group.rows.length;
    leftAlone += previews.filter(({ outcome }) => outcome === 'already-there').length;
    leftAlone += group.rows.slice(shown.length).filter(({ key }) => sent(key)).length;
  }
  return { total, leftAlone, items };
}

const targetsOf = (graph: Graph) => graph.nodes.filter((node) => kinds[node.kind].ports.length === 0);

/** Whether the ledger knows a key as sent everywhere; with force nothing counts as sent. */
async function sentOf(
  { db }: Services,
  { organizationId, force }: ReplayWish,
  group: ReplayGroup,
): Promise<(key: string) => boolean> {
  const keys = group.rows.map(({ key }) => key);
  const known = force ? new Set<string>() : await sentDeliveries(db, { organizationId, flowId: group.flowId }, keys);
  const targets = targetsOf(group.graph);
  return (key) => targets.length > 0 && targets.every(({ id }) => known.has(`${id} ${key}`));
}

async function previewGroup(services: Services, wish: ReplayWish, group: ReplayGroup) {
  const { graph, pins, rows } = group;
  const list =
    wish.from === 'source'
      ? await askAgain(services, wish.organizationId, group)
      : await recordsAgain(services.db, graph, rows, wish);
  const { organizationId, force } = wish;
  const moment = pins?.moment ?? { now: services.now().getTime(), seed: 'preview' };
  const place = { organizationId, flowId: group.flowId };
  const look = (nodeId: string, keys: string[]) => readDeliveries(services.db, { ...place, nodeId }, keys);
  const way = { organizationId, graph, moment, held: pins?.tables };
  const walked = await walkInline(services, way, list, { look, force });
  return Promise.all(
    rows.map((row, place) => {
      const one = walked[place];
      if (!one) throw new Error('The walk gave fewer answers than records');
      return previewOf(services, wish, { graph, row, walked: one });
    }),
  );
}

type Parts = { graph: Graph; row: ChosenRecord; walked: Walked };

async function previewOf(services: Services, wish: ReplayWish, { graph, row, walked }: Parts): Promise<RecordPreview> {
  const { db } = services;
  const input = inputAgain(graph, row, walked.record, wish);
  const edits = wish.edited === undefined ? [] : differences(await storedInput(db, graph, row, wish), input);
  const then = await contentsThen(services, row);
  return {
    run: row.runId,
    no: row.no,
    key: row.key,
    title: row.title,
    outcome: walked.outcome,
    problem: walked.problem,
    node: walked.ends.find(({ state, wentOn }) => state.outcome === walked.outcome && !wentOn)?.node ?? null,
    input,
    edits,
    targets: targetsOf(graph).flatMap((node) => targetPreview(node, walked, then.get(node.id))),
  };
}

function targetPreview(node: FlowNode, walked: Walked, before: Json | undefined): TargetPreview[] {
  const end = walked.ends.find((each) => each.node === node.id);
  if (!end && before === undefined) return [];
  const after = end?.content;
  return [
    {
      node: node.id,
      outcome: end ? asOutcome(end.state.outcome) : walked.outcome,
      ...(end?.state.made && { made: end.state.made }),
      problem: end ? (end.state.problem ?? null) : walked.problem,
      ...(before !== undefined && { before }),
      ...(after !== undefined && { after }),
      differences: before === undefined || after === undefined ? [] : differences(before, after),
    },
  ];
}

const asOutcome = (outcome: Walked['ends'][number]['state']['outcome']) =>
  outcome === 'passed' ? ('waiting' as const) : outcome;

/** What arrived at each target then, whether it was sent or refused. */
async function contentsThen({ db }: Services, row: ChosenRecord): Promise<Map<string, Json>> {
  const run = await findRun(db, row);
  if (!run) return new Map();
  const [graph, pages] = await Promise.all([graphOfRun(db, run), readBatchPages(db, row, 'output')]);
  const reached = targetsOf(graph).filter((node) => row.steps[node.id]);
  return new Map(reached.map(({ id }) => [id, JsonText.parse(outputOf({ graph, pages }, row, id))]));
}

/** The records as the source gives them now; one that is gone there ends where it would begin. */
async function askAgain(services: Services, organizationId: string, { graph, rows }: ReplayGroup) {
  const list: NewRecord[] = [];
  for (const row of rows) {
    const node = graph.nodes.find(({ id }) => id === sourceOf(graph, row));
    if (!node) throw new Error('A graph without the source it was asked for');
    const { source, options, connection } = await openSource(services, organizationId, node);
    const { readOne } = source;
    if (!readOne) throw new PermanentError({ problem: { code: 'run.step-gone', params: {} } });
    const record = await connection.call(() =>
      readOne(
        connection.context(() => undefined),
        options,
        row.key,
      ),
    );
    const now = services.now();
    const problem = { code: 'run.record-gone', params: { system: connection.row.name, key: row.key } };
    const gone = { outcome: 'attention' as const, at: now.toISOString(), attempts: 1, problem };
    list.push(
      record
        ? arrivedRecord(node.id, record, now)
        : { key: row.key, title: row.title, steps: { [node.id]: gone }, outputs: { [node.id]: 'null' } },
    );
  }
  return list;
}
