import { Stack, Text, TextInput } from '@mantine/core';
import { IconPlus, IconRoute, IconSearch } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useRoute } from '#web/api/queries.ts';
import { useMay } from '#web/session/use-session.ts';
import { EmptyState } from '#web/shell/EmptyState.tsx';
import { ErrorState } from '#web/shell/ErrorState.tsx';
import { LoadingRows } from '#web/shell/LoadingPage.tsx';
import { ButtonLink } from '#web/shell/links.tsx';
import { PageFrame } from '#web/shell/PageFrame.tsx';
import { useSay } from '#web/words/say.ts';
import { FlowRow } from './FlowRow.tsx';
import { useLiveFlows } from './use-live-flows.ts';
import words from './words.json';

/** Above this many flows a search box helps more than it distracts. */
const manyFlows = 6;

export function FlowsPage() {
  const say = useSay();
  const may = useMay();
  const flows = useLiveFlows();
  const { q = '' } = useSearch({ from: '/flows' });
  const connections = useRoute('listConnections', {});
  const items = flows.data?.items ?? [];
  const found = items.filter((flow) => flow.name.toLowerCase().includes(q.toLowerCase()));
  const newFlow = may('createFlow') && (
    <ButtonLink to='/flows/new' leftSection={<IconPlus size={18} aria-hidden />}>
      {say(words.newFlow)}
    </ButtonLink>
  );
  return (
    <PageFrame title={say(words.title)} about={say(words.about)} actions={items.length > 0 && newFlow}>
      {flows.isPending && <LoadingRows />}
      {flows.isError && <ErrorState error={flows.error} again={() => flows.refetch()} />}
      {flows.data && items.length === 0 && (
        <EmptyState Icon={IconRoute} title={say(words.emptyTitle)} about={say(words.emptyAbout)}>
          {newFlow}
        </EmptyState>
      )}
      {(items.length > manyFlows || q !== '') && <Search q={q} />}
      {items.length > 0 && found.length === 0 && <Text c='dimmed'>{say(words.nothingFound)}</Text>}
      <Stack gap='sm' component='ul' p={0} m={0} style={{ listStyle: 'none' }}>
        {found.map((flow) => (
          <FlowRow key={flow.id} flow={flow} connections={connections.data?.items ?? []} />
        ))}
      </Stack>
    </PageFrame>
  );
}

function Search({ q }: { q: string }) {
  const say = useSay();
  const navigate = useNavigate({ from: '/flows' });
  return (
    <TextInput
      mb='md'
      maw={360}
      aria-label={say(words.search)}
      placeholder={say(words.search)}
      leftSection={<IconSearch size={18} aria-hidden />}
      value={q}
      onChange={(event) => navigate({ search: { q: event.currentTarget.value || undefined }, replace: true })}
    />
  );
}
