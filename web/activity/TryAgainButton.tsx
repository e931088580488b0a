import { Button } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import type { RecordSummary } from '#flows/api/runs.ts';
import { ReplayDialog } from '#web/replay/ReplayDialog.tsx';
import { useMay } from '#web/session/use-session.ts';
import { useSay } from '#web/words/say.ts';
import words from './words.json';

/** Tries one record again; not there where nothing was sent (a try-out) or where it goes on by itself. */
export function TryAgainButton({ record, main }: { record: RecordSummary; main: boolean }) {
  const say = useSay();
  const may = useMay();
  const [asking, setAsking] = useState(false);
  if (record.mode === 'try' || record.outcome === 'waiting' || !may('replay')) return null;
  return (
    <>
      <Button
        variant={main ? 'filled' : 'default'}
        leftSection={<IconRefresh size={18} aria-hidden />}
        onClick={() => setAsking(true)}
      >
        {say(words.tryAgain)}
      </Button>
      {asking && <ReplayDialog what={{ records: [record] }} count={1} onClose={() => setAsking(false)} />}
    </>
  );
}
