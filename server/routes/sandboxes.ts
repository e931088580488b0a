import { faultNames } from '#flows/api/sandboxes.ts';
import type { Services } from '#server/services.ts';
import type { Handlers } from './handler.ts';
import { notFound, Refusal } from './refusal.ts';

type Names = 'listSandboxes' | 'actOnSandbox' | 'faultSandbox' | 'listReceived';

/**
 * The stand-ins' worlds are shared by everyone who may look around here, as the demo is; they hold no one's data.
 */
export function sandboxHandlers({ sandboxes }: Services): Handlers<Names> {
  const control = () => {
    if (!sandboxes) throw notFound();
    return sandboxes.control;
  };
  return {
    listSandboxes: async () => ({ items: sandboxes ? await sandboxes.control.list() : [] }),
    actOnSandbox: async ({ params, body }) => {
      const acted = await control().act(params.name, params.action, body);
      if (!acted) throw notFound();
      if (!acted.ok)
        throw new Refusal(400, 'invalid-input', {
          params: { field: acted.issues.map((issue) => issue.path).join(', ') },
        });
      return { key: acted.key };
    },
    faultSandbox: async ({ params, body }) => {
      const kind = faultNames.find((name) => name === body.kind);
      const done = kind && (await control().fault(params.name, kind, body.times));
      if (!done) throw notFound();
      return { ok: true };
    },
    listReceived: async ({ params }) => {
      const items = await control().received(params.name);
      if (!items) throw notFound();
      return { items };
    },
  };
}
