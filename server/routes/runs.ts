import { checkFlow } from '#flows/check-flow.ts';
import { surroundingsOf } from '#server/connections/surroundings.ts';
import { findFlow } from '#server/database/flows.ts';
import { listRunRecords, searchRecords } from '#server/database/record-list.ts';
import { listRuns, readRun } from '#server/database/run-list.ts';
import { requestStop } from '#server/database/runs.ts';
import { pauseRun, resumeRun } from '#server/jobs/pause.ts';
import { backfillOf, startPublishedRun, startTry } from '#server/jobs/start-run.ts';
import type { Services } from '#server/services.ts';
import type { Handlers } from './handler.ts';
import { recordDetail } from './record-detail.ts';
import { conflict, notFound, Refusal } from './refusal.ts';
import { wholeRun } from './run-answers.ts';

type Names =
  | 'startRun'
  | 'listRuns'
  | 'getRun'
  | 'stopRun'
  | 'pauseRun'
  | 'resumeRun'
  | 'listRunRecords'
  | 'getRunRecord'
  | 'searchRecords';

export function runHandlers(services: Services): Handlers<Names> {
  const { db, now } = services;
  const find = async (organizationId: string, id: string) => {
    const row = await readRun(db, organizationId, id);
    if (!row) throw notFound();
    return wholeRun(services, row);
  };

  return {
    startRun: async ({ who, params, body }) => {
      const flow = await findFlow(db, { organizationId: who.organization.id, flowId: params.id });
      if (!flow) throw notFound();
      const by = { trigger: 'person' as const, startedBy: who.person.id };
      if (body.mode === 'try') {
        const found = checkFlow(flow.draft, await surroundingsOf(services, who.organization.id));
        // The sample needs no file and no setting of the source.
        const problems = body.sample ? found.filter((problem) => problem.code !== 'flow.option-missing') : found;
        if (problems.length > 0) throw conflict('flow-unfinished', { problems });
        return find(who.organization.id, await startTry(services, flow, { ...by, sample: body.sample ? 'own' : null }));
      }
      if (flow.publishedVersion === null) throw conflict('flow-not-published');
      const { period } = body;
      const backfill =
        period && (await backfillOf(services, flow, { from: new Date(period.from), until: new Date(period.to) }));
      if (backfill?.size === 0) throw new Refusal(400, 'invalid-input', { params: { field: 'period' } });
      const start = { ...by, fromStart: true, ...(backfill && { backfill }) };
      const id = await db.transaction((tx) => startPublishedRun(services, tx, flow, start));
      return find(who.organization.id, id);
    },
    listRuns: ({ who, query }) => listRuns(db, who.organization.id, query),
    getRun: ({ who, params }) => find(who.organization.id, params.id),
    stopRun: async ({ who, params }) => {
      await find(who.organization.id, params.id);
      await requestStop(db, { organizationId: who.organization.id, runId: params.id }, now());
      return find(who.organization.id, params.id);
    },
    pauseRun: async ({ who, params }) => {
      await find(who.organization.id, params.id);
      await pauseRun(db, { organizationId: who.organization.id, runId: params.id }, who.person.name);
      return find(who.organization.id, params.id);
    },
    resumeRun: async ({ who, params }) => {
      await find(who.organization.id, params.id);
      await resumeRun(db, { organizationId: who.organization.id, runId: params.id });
      return find(who.organization.id, params.id);
    },
    listRunRecords: async ({ who, params, query }) => {
      await find(who.organization.id, params.id);
      return listRunRecords(db, { organizationId: who.organization.id, run: params.id, ...query });
    },
    getRunRecord: async ({ who, params }) => {
      const detail = await recordDetail(services, who.organization.id, params.id, params.no);
      if (!detail) throw notFound();
      return detail;
    },
    searchRecords: ({ who, query }) => searchRecords(db, { organizationId: who.organization.id, ...query }),
  };
}
