import { Alert, Stack, Text } from '@mantine/core';
import { IconPlugConnectedX } from '@tabler/icons-react';
import { useRoute } from '#web/api/queries.ts';
import { AnchorLink } from '#web/shell/links.tsx';
import { useSay } from '#web/words/say.ts';
import words from './words.json';

/** Connections in use whose access is gone, each with the way to bring it back. */
export function LostConnections() {
  const say = useSay();
  const connections = useRoute('listConnections', {});
  const lost = (connections.data?.items ?? []).filter(
    (connection) => connection.state === 'lost' && connection.flows.length > 0,
  );
  if (lost.length === 0) return null;
  return (
    <Alert color='red' icon={<IconPlugConnectedX aria-hidden />} title={say(words.lost, { count: lost.length })}>
      <Stack gap={4}>
        <Text size='sm'>{say(words.lostAbout)}</Text>
        {lost.map((connection) => (
          <AnchorLink
            key={connection.id}
            to='/connections/$connectionId'
            params={{ connectionId: connection.id }}
            size='sm'
            fw={600}
          >
            {say(words.reconnect, { name: connection.name })}
          </AnchorLink>
        ))}
      </Stack>
    </Alert>
  );
}
