import type { Shadow } from '#flows/api/shadows.ts';
import { checkFlow } from '#flows/check-flow.ts';
import { surroundingsOf } from '#server/connections/surroundings.ts';
import { type FlowRow, findFlow } from '#server/database/flows.ts';
import { endShadow, findShadow, insertShadow, type ShadowRow } from '#server/database/shadows.ts';
import type { Services } from '#server/services.ts';
import type { Call, Handlers } from './handler.ts';
import { conflict, notFound } from './refusal.ts';

type WithFlow = Pick<Call<'getShadow'>, 'who' | 'params'>;

const placeOf = ({ who, params }: WithFlow) => ({ organizationId: who.organization.id, flowId: params.id });

const answer = (flow: FlowRow, row: ShadowRow | null): { shadow: Shadow | null } => {
  if (!row) return { shadow: null };
  const { startedAt, endedAt, graph, waiting, compared, changed, examples } = row;
  const stale = JSON.stringify(graph) !== JSON.stringify(flow.draft);
  const times = { startedAt: startedAt.toISOString(), endedAt: endedAt?.toISOString() ?? null };
  return { shadow: { ...times, stale, waiting, compared, changed, examples } };
};

export function shadowHandlers(services: Services): Handlers<'getShadow' | 'startShadow' | 'stopShadow'> {
  const { db, now, newId } = services;
  const find = async (call: WithFlow) => {
    const flow = await findFlow(db, placeOf(call));
    if (!flow) throw notFound();
    return flow;
  };
  const show = async (call: WithFlow) => answer(await find(call), await findShadow(db, placeOf(call)));

  return {
    getShadow: show,
    startShadow: async (call) => {
      const flow = await find(call);
      const problems = checkFlow(flow.draft, await surroundingsOf(services, flow.organizationId));
      if (problems.length > 0) throw conflict('flow-unfinished', { problems });
      if (flow.publishedVersion === null) throw conflict('flow-not-published');
      const by = { id: newId(), graph: flow.draft, startedBy: call.who.person.id, startedAt: now() };
      await db.transaction((tx) => insertShadow(tx, { ...placeOf(call), ...by, records: call.body.records }));
      return show(call);
    },
    stopShadow: async (call) => {
      await find(call);
      await endShadow(db, placeOf(call), now());
      return show(call);
    },
  };
}
