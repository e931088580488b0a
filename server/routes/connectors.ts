import { describeConnector } from '#server/connectors/form.ts';
import type { Services } from '#server/services.ts';
import type { Handlers } from './handler.ts';

/** What can be connected; the same for everybody, so it is described once. */
export function connectorHandlers({ connectors }: Services): Handlers<'listConnectors'> {
  const items = [...connectors].map(([id, connector]) => describeConnector(id, connector));
  return { listConnectors: async () => ({ items }) };
}
