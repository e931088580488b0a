import { useNavigate } from '@tanstack/react-router';
import type { ConnectorInfo } from '#flows/api/connectors.ts';
import { useDeed } from '#web/api/queries.ts';
import type { Values } from '#web/form/values.ts';
import { useTell } from '#web/shell/use-tell.ts';

/** True for systems about which there is nothing to say, such as files. */
export function needsNothing(connector: ConnectorInfo): boolean {
  return !connector.sandbox && connector.form.length === 0;
}

type Wanted = { name: string; settings?: Values; sandbox?: boolean };

/** Makes the connection and opens its page, where the first check runs while the person watches. */
export function useConnect(connector: ConnectorInfo) {
  const navigate = useNavigate();
  const tell = useTell();
  const deed = useDeed('createConnection', ['listConnections']);
  return {
    pending: deed.isPending,
    error: deed.error,
    create(wanted: Wanted) {
      deed.mutate(
        { body: { connector: connector.id, ...wanted } },
        {
          onSuccess: ({ id }) => navigate({ to: '/connections/$connectionId', params: { connectionId: id } }),
          onError: tell.failed,
        },
      );
    },
  };
}
