import { cursorAt, describeCursors, startNodes } from '#server/connections/starting-points.ts';
import { surroundingsOf } from '#server/connections/surroundings.ts';
import { listCursors, placeCursor } from '#server/database/cursors.ts';
import {
  deleteFlow,
  endPause,
  type FlowRow,
  findFlow,
  insertFlow,
  listFlows,
  publish,
  renameFlow,
  saveDraft,
  setOn,
} from '#server/database/flows.ts';
import { endShadow } from '#server/database/shadows.ts';
import { zoneOf } from '#server/database/time-zone.ts';
import { bringTables } from '#server/database/value-tables.ts';
import { findVersion, listVersions, versionGraph } from '#server/database/versions.ts';
import { runFlowTests } from '#server/jobs/flow-tests.ts';
import { firstCheck, nextCheck } from '#server/jobs/schedule.ts';
import { openInboxes, turnOn } from '#server/jobs/turn-on.ts';
import type { Services } from '#server/services.ts';
import { draftOf, flowSummaries, wholeFlow } from './flow-answers.ts';
import type { Call, Handlers } from './handler.ts';
import { conflict, notFound, Refusal } from './refusal.ts';
import { describeTemplates, flowFromTemplate } from './template-answers.ts';

type Names =
  | 'listTemplates'
  | 'listFlows'
  | 'createFlow'
  | 'getFlow'
  | 'renameFlow'
  | 'deleteFlow'
  | 'saveDraft'
  | 'publishFlow'
  | 'listVersions'
  | 'getVersion'
  | 'turnOn'
  | 'turnOff'
  | 'getCursor'
  | 'setCursor';

type WithFlow = Call<'getFlow'>;

export function flowHandlers(services: Services): Handlers<Names> {
  const { db } = services;
  const placeOf = ({ who, params }: Pick<WithFlow, 'who' | 'params'>) => ({
    organizationId: who.organization.id,
    flowId: params.id,
  });
  const find = async (call: Pick<WithFlow, 'who' | 'params'>): Promise<FlowRow> => {
    const row = await findFlow(db, placeOf(call));
    if (!row) throw notFound();
    return row;
  };
  const answer = async (call: Pick<WithFlow, 'who' | 'params'>) => wholeFlow(services, await find(call));

  return {
    listTemplates: async () => ({ items: describeTemplates(services) }),
    listFlows: async ({ who }) => ({
      items: await flowSummaries(services, who.organization.id, await listFlows(db, who.organization.id)),
    }),
    createFlow: async ({ who, body }) => {
      const id = services.newId();
      const made =
        'template' in body
          ? flowFromTemplate(services, body, who.person.language ?? 'en')
          : { name: body.name, graph: body.graph, tables: [] };
      const organizationId = who.organization.id;
      await db.transaction(async (tx) => {
        const by = { newId: services.newId, by: who.person.id, now: services.now() };
        await bringTables(tx, organizationId, made.tables, by);
        await insertFlow(tx, { organizationId, id, name: made.name, draft: made.graph });
      });
      return answer({ who, params: { id } });
    },
    getFlow: answer,
    renameFlow: async (call) => {
      await find(call);
      await renameFlow(db, placeOf(call), call.body.name);
      return answer(call);
    },
    deleteFlow: async (call) => {
      await find(call);
      await deleteFlow(db, placeOf(call));
      return { ok: true };
    },
    saveDraft: async (call) => {
      const before = await find(call);
      const surroundings = await surroundingsOf(services, call.who.organization.id);
      const saved = await saveDraft(db, placeOf(call), call.body.graph, call.body.revision);
      if (!saved) throw conflict('conflict', draftOf(before, surroundings));
      return draftOf(saved, surroundings);
    },
    publishFlow: async (call) => {
      const row = await find(call);
      const { problems } = draftOf(row, await surroundingsOf(services, call.who.organization.id));
      if (problems.length > 0) throw conflict('flow-unfinished', { problems });
      const tests = call.body.despiteTests ? [] : (await runFlowTests(services, row)).filter(({ ok }) => !ok);
      if (tests.length > 0) throw conflict('flow-tests-failed', { tests }, { count: tests.length });
      await db.transaction(async (tx) => {
        await publish(tx, placeOf(call), { personId: call.who.person.id, note: call.body.note });
        await endShadow(tx, placeOf(call), services.now());
      });
      if (row.isOn) {
        await openInboxes(services, row.organizationId, row.draft);
        const zone = await zoneOf(db, row.organizationId);
        await setOn(db, placeOf(call), true, nextCheck(row.draft, services.now(), zone));
      }
      return answer(call);
    },
    listVersions: async (call) => {
      await find(call);
      const items = await listVersions(db, call.who.organization.id, call.params.id);
      return { items: items.map((version) => ({ ...version, publishedAt: version.publishedAt.toISOString() })) };
    },
    getVersion: async ({ who, params }) => {
      const version = await findVersion(db, who.organization.id, params.id, params.version);
      if (!version) throw notFound();
      return { ...version, publishedAt: version.publishedAt.toISOString() };
    },
    turnOn: async (call) => {
      const row = await find(call);
      if (row.publishedVersion === null) throw conflict('flow-not-published');
      const graph = await versionGraph(db, row.organizationId, row.id, row.publishedVersion);
      await endPause(db, placeOf(call));
      const zone = await zoneOf(db, row.organizationId);
      const { from } = call.body;
      await turnOn(services, placeOf(call), graph, {
        from: from === undefined || from === 'now' || from === 'start' ? from : new Date(from),
        nextCheckAt: firstCheck(graph, services.now(), zone),
      });
      return answer(call);
    },
    turnOff: async (call) => {
      await find(call);
      await setOn(db, placeOf(call), false, null);
      return answer(call);
    },
    getCursor: async (call) => {
      const row = await find(call);
      const rows = await listCursors(db, placeOf(call));
      return { items: await describeCursors(services, row.organizationId, row.draft, rows) };
    },
    setCursor: async (call) => {
      const row = await find(call);
      const { node: nodeId, cursor, moment } = call.body;
      const node = startNodes(row.draft).find(({ id }) => id === nodeId);
      if (!node) throw notFound();
      const from = moment === undefined ? null : { from: new Date(moment) };
      const wanted = from ? await cursorAt(services, row.organizationId, node, from) : cursor;
      if (wanted === undefined) throw new Refusal(400, 'invalid-input', { params: { field: 'moment' } });
      await db.transaction((tx) => placeCursor(tx, { ...placeOf(call), nodeId }, wanted, services.now()));
      return { ok: true };
    },
  };
}
