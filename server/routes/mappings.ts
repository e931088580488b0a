import { tablesOfMapping } from '#flows/mapping/tables-used.ts';
import { presentTables } from '#server/database/value-tables.ts';
import { openTables } from '#server/jobs/value-tables.ts';
import type { Services } from '#server/services.ts';
import type { Handlers } from './handler.ts';

/** The mapper's preview: the very cage that runs use. */
export function mappingHandlers({ cage, db, now }: Services): Handlers<'previewMapping'> {
  return {
    previewMapping: async ({ who, body }) => {
      const { mapping, problem: met } = body;
      const pinned = await presentTables(db, who.organization.id, tablesOfMapping(mapping));
      const tables = await openTables(db, who.organization.id, pinned);
      const world = { now: now().getTime(), seeds: ['preview'], tables };
      const text = JSON.stringify(body.record ?? null);
      const { result, partial, rows } = await cage.preview(mapping, met ? { text, problem: met } : text, world);
      if (result.ok) return { ok: true, result: JSON.parse(result.text), rows };
      const { problem, path, position } = result;
      return {
        ok: false,
        problem,
        path,
        position,
        result: partial === null ? null : JSON.parse(partial),
        rows,
      };
    },
  };
}
