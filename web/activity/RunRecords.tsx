import { Button, Group, Stack, Title } from '@mantine/core';
import { IconInbox, IconX } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { Outcome, Run } from '#flows/api/runs.ts';
import { call } from '#web/api/client.ts';
import { EmptyState } from '#web/shell/EmptyState.tsx';
import type { RunSearch } from '#web/shell/searches.ts';
import { useSay } from '#web/words/say.ts';
import { Choices } from './Choices.tsx';
import { endingsOf, outcomeLooks } from './looks.ts';
import { NothingHere } from './NothingHere.tsx';
import { RecordList } from './RecordList.tsx';
import { SearchBox } from './SearchBox.tsx';
import { usePages } from './use-pages.ts';
import { useStepName } from './use-step-name.ts';
import words from './words.json';

/** The records of a run, by result, by step or by number. */
export function RunRecords({ run, search }: { run: Run; search: RunSearch }) {
  const say = useSay();
  const navigate = useNavigate({ from: '/runs/$runId' });
  const nameOf = useStepNameById(run);
  const pages = usePages(['listRunRecords', run.id, search], (after) =>
    call('listRunRecords', { params: { id: run.id }, query: { ...search, after } }),
  );
  const go = (next: RunSearch) => navigate({ search: next, replace: true, resetScroll: false });
  const filtered = Object.values(search).some((value) => value !== undefined);
  return (
    <Stack gap='md' component='section' aria-label={say(words.items)}>
      <Title order={2} size='h3'>
        {say(words.items)}
      </Title>
      <Filters run={run} search={search} go={go} nameOf={nameOf} />
      <RecordList
        label={say(words.items)}
        pages={pages}
        place={{ title: say(words.step), of: (record) => (record.node ? nameOf(record.node) : '') }}
        empty={filtered ? <NothingHere onShowAll={() => go({})} /> : <NoItems running={run.endedAt === null} />}
      />
    </Stack>
  );
}

type FiltersProps = { run: Run; search: RunSearch; go(search: RunSearch): void; nameOf(node: string): string };

function Filters({ run, search, go, nameOf }: FiltersProps) {
  const say = useSay();
  const endings = endingsOf(run.counts, run.mode);
  const counts: Partial<Record<Outcome, number>> = Object.fromEntries(
    endings.map(({ outcome, count }) => [outcome, count]),
  );
  return (
    <Group gap='sm'>
      <SearchBox value={search.q ?? ''} onSearch={(q) => go({ ...search, q: q === '' ? undefined : q })} />
      <Choices
        looks={outcomeLooks}
        order={endings.map(({ outcome }) => outcome)}
        counts={counts}
        value={search.outcome}
        onChoose={(outcome) => go({ ...search, outcome })}
      />
      {search.node && (
        <Button
          variant='light'
          size='compact-md'
          radius='xl'
          rightSection={<IconX size={14} aria-hidden />}
          aria-label={`${say(words.filterStep, { step: nameOf(search.node) })}. ${say(words.removeFilter)}`}
          onClick={() => go({ ...search, node: undefined })}
        >
          {say(words.filterStep, { step: nameOf(search.node) })}
        </Button>
      )}
    </Group>
  );
}

function NoItems({ running }: { running: boolean }) {
  const say = useSay();
  return (
    <EmptyState
      Icon={IconInbox}
      title={say(running ? words.noItemsYet : words.noItemsInRun)}
      about={say(running ? words.noItemsYetAbout : words.noItemsInRunAbout)}
    />
  );
}

function useStepNameById(run: Run) {
  const name = useStepName();
  return (id: string) => {
    const node = run.graph.nodes.find((each) => each.id === id);
    return node ? name(node) : id;
  };
}
