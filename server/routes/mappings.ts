import type { Services } from '#server/services.ts';
import type { Handlers } from './handler.ts';

/** The mapper's preview: the very cage that runs use. */
export function mappingHandlers({ cage }: Services): Handlers<'previewMapping'> {
  return {
    previewMapping: async ({ body }) => {
      const text = JSON.stringify(body.record ?? null);
      const { mapping, problem: met } = body;
      const { result, partial, rows } = await cage.preview(mapping, met ? { text, problem: met } : text);
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
