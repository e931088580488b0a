import { describeConnector } from '#server/connectors/form.ts';
import type { Services } from '#server/services.ts';
import type { Handlers } from './handler.ts';

/** What can be connected; the same for everybody, so it is described once. */
export function connectorHandlers({ connectors, sandboxes }: Services): Handlers<'listConnectors'> {
  const items = [...connectors].map(([id, connector]) => {
    const info = describeConnector(id, connector);
    return { ...info, sandbox: info.sandbox && sandboxes !== null };
  });
  return { listConnectors: async () => ({ items }) };
}
