import { Stack } from '@mantine/core';
import { IconRoute } from '@tabler/icons-react';
import type { FlowSummary } from '#flows/api/flows.ts';
import { useRoute } from '#web/api/queries.ts';
import { useLiveFlows } from '#web/flows/use-live-flows.ts';
import { useMay } from '#web/session/use-session.ts';
import { EmptyState } from '#web/shell/EmptyState.tsx';
import { ErrorState } from '#web/shell/ErrorState.tsx';
import { LoadingRows } from '#web/shell/LoadingPage.tsx';
import { ButtonLink } from '#web/shell/links.tsx';
import { PageFrame } from '#web/shell/PageFrame.tsx';
import { useSay } from '#web/words/say.ts';
import { Attention, useAttention } from './Attention.tsx';
import { BeginnerSteps } from './BeginnerSteps.tsx';
import { FlowTile } from './FlowTile.tsx';
import styles from './home.module.css';
import { homeSentence } from './home-sentence.ts';
import { LostConnections } from './LostConnections.tsx';
import words from './words.json';

/** What runs, and what waits for a person. */
export function HomePage() {
  const say = useSay();
  const flows = useLiveFlows();
  const attention = useAttention();
  const items = flows.data?.items ?? [];
  const sentence = homeSentence(items, attention.count);
  return (
    <PageFrame tab={say(words.title)} title={flows.data ? say(sentence.words, sentence.params) : say(words.title)}>
      {flows.isPending && <LoadingRows />}
      {flows.isError && <ErrorState error={flows.error} again={() => flows.refetch()} />}
      {flows.data && (
        <Stack gap='lg'>
          <LostConnections />
          <BeginnerSteps flows={items} />
          <Attention records={attention.records} count={attention.count} more={attention.more} />
          {items.length === 0 ? <NoFlows /> : <Tiles flows={items} />}
        </Stack>
      )}
    </PageFrame>
  );
}

function Tiles({ flows }: { flows: FlowSummary[] }) {
  return (
    <ul className={styles.tiles}>
      {flows.map((flow) => (
        <FlowTile key={flow.id} flow={flow} />
      ))}
    </ul>
  );
}

function NoFlows() {
  const say = useSay();
  const may = useMay();
  const sandboxes = useRoute('listSandboxes', {}, { staleTime: 60_000 });
  return (
    <EmptyState Icon={IconRoute} title={say(words.emptyTitle)} about={say(words.emptyAbout)}>
      {may('createFlow') && <ButtonLink to='/flows/new'>{say(words.startReady)}</ButtonLink>}
      {sandboxes.data && sandboxes.data.items.length > 0 && (
        <ButtonLink to='/demo' variant='subtle'>
          {say(words.seeDemo)}
        </ButtonLink>
      )}
    </EmptyState>
  );
}
