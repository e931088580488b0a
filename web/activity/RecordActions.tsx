import { ActionIcon, Tooltip } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconChevronLeft, IconChevronRight, type TablerIcon } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { RecordDetail } from '#flows/api/runs.ts';
import { useRoute } from '#web/api/queries.ts';
import { KeepTestButton } from '#web/flow-tests/KeepTestButton.tsx';
import { useSay } from '#web/words/say.ts';
import { TryAgainButton } from './TryAgainButton.tsx';
import words from './words.json';

/** The records before and after this one, and trying it again. */
export function RecordActions({ record }: { record: RecordDetail }) {
  return (
    <>
      <Neighbours record={record} />
      <KeepTestButton record={record} />
      {!record.problem && <TryAgainButton record={record} main={false} />}
    </>
  );
}

/** J and K walk through the records of the run. */
function Neighbours({ record: { run: id, no } }: { record: RecordDetail }) {
  const navigate = useNavigate();
  const run = useRoute('getRun', { params: { id } });
  const last = (run.data?.counts.read ?? 0) - 1;
  const go = (to: number) => {
    if (to < 0 || to > last) return;
    const params = { runId: id, no: String(to) };
    void navigate({ to: '/runs/$runId/records/$no', params, resetScroll: false });
  };
  useHotkeys([
    ['j', () => go(no + 1)],
    ['k', () => go(no - 1)],
  ]);
  if (last < 1) return null;
  return (
    <>
      <Neighbour title={words.previous} hotkey='K' Icon={IconChevronLeft} off={no <= 0} go={() => go(no - 1)} />
      <Neighbour title={words.next} hotkey='J' Icon={IconChevronRight} off={no >= last} go={() => go(no + 1)} />
    </>
  );
}

type NeighbourProps = { title: typeof words.next; hotkey: string; Icon: TablerIcon; off: boolean; go(): void };

function Neighbour({ title, hotkey, Icon, off, go }: NeighbourProps) {
  const say = useSay();
  return (
    <Tooltip label={`${say(title)} (${hotkey})`}>
      <ActionIcon
        variant='default'
        size={36}
        aria-label={say(title)}
        aria-keyshortcuts={hotkey}
        disabled={off}
        onClick={go}
      >
        <Icon size={20} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
