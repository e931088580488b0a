import { Stack } from '@mantine/core';
import { RunStatus } from '#flows/api/runs.ts';
import { call } from '#web/api/client.ts';
import { ErrorState } from '#web/shell/ErrorState.tsx';
import { LoadingRows } from '#web/shell/LoadingPage.tsx';
import { useSay } from '#web/words/say.ts';
import type { TabProps } from './ActivityPage.tsx';
import { Choices } from './Choices.tsx';
import { statusLooks } from './looks.ts';
import { NewsPill } from './NewsPill.tsx';
import { NothingHere } from './NothingHere.tsx';
import { LoadMore } from './RecordList.tsx';
import { RunTable } from './RunTable.tsx';
import { useLiveRuns } from './use-live-runs.ts';
import { usePages } from './use-pages.ts';
import words from './words.json';

/** One row per run; those under way count along. */
export function RunsTab({ search, change }: TabProps) {
  const say = useSay();
  const { q, status, flow } = search;
  const filters = { q, status, flow };
  const key = ['listRuns', filters] as const;
  const pages = usePages(key, (after) => call('listRuns', { query: { ...filters, after } }));
  const { fresh, show } = useLiveRuns(key, pages, flow);
  const filtered = q !== undefined || status !== undefined || flow !== undefined;
  const runs = pages.data ?? [];
  const showAll = () => change({ q: undefined, status: undefined, flow: undefined });
  return (
    <Stack gap='md'>
      <Choices
        looks={statusLooks}
        order={RunStatus.options}
        value={status}
        onChoose={(chosen) => change({ status: chosen })}
      />
      <NewsPill text={fresh > 0 ? say(words.newRuns, { count: fresh }) : null} onShow={show} />
      {pages.isPending && <LoadingRows />}
      {pages.isError && <ErrorState error={pages.error} again={() => pages.refetch()} />}
      {pages.isSuccess && runs.length === 0 && <NothingHere onShowAll={filtered ? showAll : null} />}
      {runs.length > 0 && <RunTable runs={runs} />}
      <LoadMore pages={pages} />
    </Stack>
  );
}
