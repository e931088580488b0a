import { ActionIcon, Tooltip } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconChevronLeft, IconChevronRight, type TablerIcon } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import type { RecordDetail } from '#flows/api/runs.ts';
import { useRoute } from '#web/api/queries.ts';
import { useSay } from '#web/words/say.ts';
import { TryAgainButton } from './TryAgainButton.tsx';
import words from './words.json';

/** The records before and after this one in its run (J and K), and trying it again. */
export function RecordActions({ record }: { record: RecordDetail }) {
  const navigate = useNavigate();
  const run = useRoute('getRun', { params: { id: record.run } });
  const last = (run.data?.counts.read ?? 0) - 1;
  const go = (no: number) => {
    if (no < 0 || no > last) return;
    void navigate({
      to: '/runs/$runId/records/$no',
      params: { runId: record.run, no: String(no) },
      resetScroll: false,
    });
  };
  useHotkeys([
    ['j', () => go(record.no + 1)],
    ['k', () => go(record.no - 1)],
  ]);
  return (
    <>
      {last > 0 && (
        <>
          <Neighbour
            title={words.previous}
            hotkey='K'
            Icon={IconChevronLeft}
            off={record.no <= 0}
            go={() => go(record.no - 1)}
          />
          <Neighbour
            title={words.next}
            hotkey='J'
            Icon={IconChevronRight}
            off={record.no >= last}
            go={() => go(record.no + 1)}
          />
        </>
      )}
      {!record.problem && <TryAgainButton record={record} main={false} />}
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
