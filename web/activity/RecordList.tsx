import { Button, Group, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import type { RecordSummary } from '#flows/api/runs.ts';
import { ReplayDialog } from '#web/replay/ReplayDialog.tsx';
import { useMay } from '#web/session/use-session.ts';
import { ErrorState } from '#web/shell/ErrorState.tsx';
import { LoadingRows } from '#web/shell/LoadingPage.tsx';
import { useSay } from '#web/words/say.ts';
import { RecordTable } from './RecordTable.tsx';
import { SelectedBar } from './SelectedBar.tsx';
import type { usePages } from './use-pages.ts';
import { useSelection } from './use-selection.ts';
import words from './words.json';

type Props = {
  label: string;
  pages: ReturnType<typeof usePages<RecordSummary>>;
  place: { title: string; of(record: RecordSummary): ReactNode };
  /** Shown instead of an empty table. */
  empty: ReactNode;
};

/** A growing list of records from which some can be tried again. */
export function RecordList({ label, pages, place, empty }: Props) {
  const may = useMay();
  const records = pages.data ?? [];
  const selection = useSelection(records);
  const [asking, setAsking] = useState<RecordSummary[] | null>(null);
  if (pages.isPending) return <LoadingRows />;
  if (pages.isError) return <ErrorState error={pages.error} again={() => pages.refetch()} />;
  if (records.length === 0) return empty;
  return (
    <Stack gap='md'>
      <RecordTable label={label} records={records} place={place} selection={may('replay') ? selection : null} />
      <LoadMore pages={pages} />
      <SelectedBar selection={selection} onTryAgain={() => setAsking(selection.records)} />
      {asking && <ReplayDialog what={{ records: asking }} count={asking.length} onClose={() => setAsking(null)} />}
    </Stack>
  );
}

type More = { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage(): unknown };

export function LoadMore({ pages }: { pages: More }) {
  const say = useSay();
  if (!pages.hasNextPage) return null;
  return (
    <Group justify='center'>
      <Button variant='default' loading={pages.isFetchingNextPage} onClick={() => pages.fetchNextPage()}>
        {say(words.loadMore)}
      </Button>
    </Group>
  );
}
