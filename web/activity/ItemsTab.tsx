import { Button, Group, Stack } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import { Outcome, type RecordSummary } from '#flows/api/runs.ts';
import { call } from '#web/api/client.ts';
import { useLiveEvent } from '#web/api/events.ts';
import { ReplayDialog } from '#web/replay/ReplayDialog.tsx';
import { useMay } from '#web/session/use-session.ts';
import { AnchorLink } from '#web/shell/links.tsx';
import type { ActivitySearch } from '#web/shell/searches.ts';
import { useSay } from '#web/words/say.ts';
import type { TabProps } from './ActivityPage.tsx';
import { Choices } from './Choices.tsx';
import { outcomeLooks } from './looks.ts';
import { NewsPill } from './NewsPill.tsx';
import { NothingHere } from './NothingHere.tsx';
import { RecordList } from './RecordList.tsx';
import { TryOutMark } from './TryOutMark.tsx';
import { usePages } from './use-pages.ts';
import words from './words.json';

/** One row per order, product or stock line, across all runs. */
export function ItemsTab({ search, change }: TabProps) {
  const say = useSay();
  const { q = '', outcome, flow } = search;
  const filters = { q, outcome, flow };
  const pages = usePages(['searchRecords', filters], (after) =>
    call('searchRecords', { query: { ...filters, after } }),
  );
  const [news, setNews] = useState(false);
  const show = () => {
    setNews(false);
    void pages.refetch();
  };
  useLiveEvent(({ run }) => {
    if (run.counts.read === 0 || (flow && run.flow.id !== flow)) return;
    if (pages.data?.length === 0) show();
    else setNews(true);
  });
  const filtered = q !== '' || outcome !== undefined || flow !== undefined;
  const choose = (chosen: Outcome | undefined) => change({ outcome: chosen });
  const showAll = () => change({ q: undefined, outcome: undefined, flow: undefined });
  return (
    <Stack gap='md'>
      <Group justify='space-between' gap='sm'>
        <Choices looks={outcomeLooks} order={Outcome.options} value={outcome} onChoose={choose} />
        {filtered && (pages.data?.length ?? 0) > 0 && <TryMatching search={filters} />}
      </Group>
      <NewsPill text={news ? say(words.newItems) : null} onShow={show} />
      <RecordList
        label={say(words.items)}
        pages={pages}
        place={{ title: say(words.flow), of: (record) => <FlowOf record={record} /> }}
        empty={<NothingHere onShowAll={filtered ? showAll : null} />}
      />
    </Stack>
  );
}

const endings = ['sent', 'already-there', 'left-out', 'attention'] as const;

/** Tries again everything that the search and the filters leave; not there for what is only tried or still on its way. */
function TryMatching({
  search: { q, outcome, flow },
}: {
  search: { q: string } & Pick<ActivitySearch, 'outcome' | 'flow'>;
}) {
  const say = useSay();
  const may = useMay();
  const [asking, setAsking] = useState(false);
  const ending = endings.find((each) => each === outcome);
  if (!may('replay') || (outcome !== undefined && ending === undefined)) return null;
  const filter = { outcome: ending, flow, q: q === '' ? undefined : q };
  return (
    <>
      <Button variant='default' leftSection={<IconRefresh size={18} aria-hidden />} onClick={() => setAsking(true)}>
        {say(words.tryAgainMatching)}
      </Button>
      {asking && <ReplayDialog what={{ filter }} count={0} onClose={() => setAsking(false)} />}
    </>
  );
}

function FlowOf({ record }: { record: RecordSummary }) {
  return (
    <Group gap={8}>
      <AnchorLink to='/runs/$runId' params={{ runId: record.run }} size='sm' c='inherit'>
        {record.flow.name}
      </AnchorLink>
      {record.mode === 'try' && <TryOutMark />}
    </Group>
  );
}
