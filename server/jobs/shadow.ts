import type { ShadowExample } from '#flows/api/shadows.ts';
import { compareEnds, type PathEnd } from '#flows/path-ends.ts';
import { findFlow } from '#server/database/flows.ts';
import { findRun } from '#server/database/runs.ts';
import { countShadow, findShadow, readComparedRecords } from '#server/database/shadows.ts';
import { versionGraph } from '#server/database/versions.ts';
import { PermanentError } from '#server/errors.ts';
import type { Services } from '#server/services.ts';
import type { ChosenRecord } from './choose-records.ts';
import { recordsAgain } from './kept-steps.ts';
import { momentOf } from './moment.ts';
import { pathEnds, type Way, walkInline } from './walk-inline.ts';

type Job = { organization: string; run: string; batch: number; shadow: string };

/** Takes a batch of a live run through the published version and through the draft, sends nothing, and counts what differs. */
export async function shadowBatch(services: Services, job: Job, lastTry: boolean) {
  const { db } = services;
  const place = { organizationId: job.organization, runId: job.run, batchNo: job.batch };
  const run = await findRun(db, place);
  const flow = run && (await findFlow(db, { organizationId: job.organization, flowId: run.flowId }));
  if (!run || !flow || flow.publishedVersion === null) return;
  const shadow = await findShadow(db, { organizationId: job.organization, flowId: flow.id });
  if (shadow?.id !== job.shadow) return;
  try {
    const rows = (await readComparedRecords(db, place)).map((row) => ({
      ...row,
      version: run.version,
      contentDroppedAt: null,
      age: { version: null, readOrder: 0 },
    }));
    const published = await versionGraph(db, job.organization, flow.id, flow.publishedVersion);
    const way = { organizationId: job.organization, moment: momentOf(run), held: run.envelope.tables };
    const before = await endsThrough(services, { ...way, graph: published }, rows);
    const after = await endsThrough(services, { ...way, graph: shadow.graph }, rows);
    const changed = rows.flatMap(({ runId, no, key, title }, place): ShadowExample[] => {
      const changes = compareEnds(before[place] ?? [], after[place] ?? []);
      return changes.length > 0 ? [{ run: runId, no, key, title, changes }] : [];
    });
    await countShadow(db, shadow, { compared: rows.length, changed });
  } catch (error) {
    // What cannot be compared is not counted as compared; the queue shows why it failed.
    if (lastTry) await countShadow(db, shadow, { compared: 0, changed: [] });
    throw error;
  }
}

/** Where each record ends; through a graph that has lost its source, nowhere. */
async function endsThrough(services: Services, way: Way, rows: ChosenRecord[]): Promise<PathEnd[][]> {
  try {
    const list = await recordsAgain(services.db, way.graph, rows, { from: 'start' });
    return (await walkInline(services, way, list)).map(pathEnds);
  } catch (error) {
    if (error instanceof PermanentError) return [];
    throw error;
  }
}
