import { describeConnector } from '#server/connectors/form.ts';
import type { Services } from '#server/services.ts';
import type { Handlers } from './handler.ts';
import { notFound, Refusal } from './refusal.ts';

/** What can be connected; the same for everybody, so it is described once. */
export function connectorHandlers({ connectors, sandboxes }: Services): Handlers<'listConnectors' | 'suggestOptions'> {
  const items = [...connectors].map(([id, connector]) => {
    const info = describeConnector(id, connector);
    return { ...info, sandbox: info.sandbox && sandboxes !== null };
  });
  return {
    listConnectors: async () => ({ items }),
    suggestOptions: async ({ params, body }) => {
      const { suggest } = connectors.get(params.name) ?? {};
      if (!suggest) throw notFound();
      const found = suggest(body.description);
      if (!found) throw new Refusal(400, 'no-description');
      return { items: found };
    },
  };
}
