import { readRun } from '#server/database/run-list.ts';
import { replay } from '#server/jobs/replay.ts';
import { previewReplay } from '#server/jobs/replay-preview.ts';
import type { Services } from '#server/services.ts';
import type { Handlers } from './handler.ts';
import { notFound } from './refusal.ts';
import { wholeRun } from './run-answers.ts';

export function replayHandlers(services: Services): Handlers<'previewReplay' | 'replay'> {
  const find = async (organizationId: string, id: string) => {
    const row = await readRun(services.db, organizationId, id);
    if (!row) throw notFound();
    return wholeRun(services, row);
  };
  return {
    previewReplay: ({ who, body }) => previewReplay(services, { ...body, organizationId: who.organization.id }),
    replay: async ({ who, body }) => {
      const ids = await replay(services, { ...body, organizationId: who.organization.id, personId: who.person.id });
      return { runs: await Promise.all(ids.map((id) => find(who.organization.id, id))) };
    },
  };
}
