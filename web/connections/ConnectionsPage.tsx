import { Stack } from '@mantine/core';
import { IconPlugConnected, IconPlus } from '@tabler/icons-react';
import { useRoute } from '#web/api/queries.ts';
import { useMay } from '#web/session/use-session.ts';
import { EmptyState } from '#web/shell/EmptyState.tsx';
import { ErrorState } from '#web/shell/ErrorState.tsx';
import { LoadingRows } from '#web/shell/LoadingPage.tsx';
import { ButtonLink } from '#web/shell/links.tsx';
import { PageFrame } from '#web/shell/PageFrame.tsx';
import { useSay } from '#web/words/say.ts';
import { ConnectionRow } from './ConnectionRow.tsx';
import words from './words.json';

/** Shops & systems: everything that is connected. */
export function ConnectionsPage() {
  const say = useSay();
  const may = useMay();
  const connections = useRoute('listConnections', {});
  const add = may('createConnection') && (
    <ButtonLink to='/connections/new' leftSection={<IconPlus size={18} aria-hidden />}>
      {say(words.add)}
    </ButtonLink>
  );
  const items = connections.data?.items ?? [];
  return (
    <PageFrame title={say(words.title)} about={say(words.about)} actions={items.length > 0 && add}>
      {connections.isPending && <LoadingRows />}
      {connections.isError && <ErrorState error={connections.error} again={() => connections.refetch()} />}
      {connections.data && items.length === 0 && (
        <EmptyState Icon={IconPlugConnected} title={say(words.emptyTitle)} about={say(words.emptyAbout)}>
          {add}
        </EmptyState>
      )}
      <Stack gap='sm' component='ul' p={0} m={0} style={{ listStyle: 'none' }}>
        {items.map((connection) => (
          <ConnectionRow key={connection.id} connection={connection} />
        ))}
      </Stack>
    </PageFrame>
  );
}
