import { Button } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay, IconPlayerStop, IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import type { Run } from '#flows/api/runs.ts';
import { useDeed, useRoute } from '#web/api/queries.ts';
import { ReplayDialog } from '#web/replay/ReplayDialog.tsx';
import { attentionOf } from '#web/replay/use-tried-records.ts';
import { useMay } from '#web/session/use-session.ts';
import { ButtonLink } from '#web/shell/links.tsx';
import { useTell } from '#web/shell/use-tell.ts';
import { useSay } from '#web/words/say.ts';
import words from './words.json';

/** What a person can do with a run: look at its flow, pause and stop it, try again what needs attention. */
export function RunActions({ run }: { run: Run }) {
  const say = useSay();
  const may = useMay();
  const [asking, setAsking] = useState(false);
  const untried = useUntried(run);
  return (
    <>
      <ButtonLink variant='default' to='/flows/$flowId' params={{ flowId: run.flow.id }}>
        {say(words.openFlow)}
      </ButtonLink>
      {run.endedAt === null && may('pauseRun') && <PauseButton run={run} />}
      {run.endedAt === null && may('stopRun') && <StopButton run={run} />}
      {untried > 0 && run.mode === 'live' && may('replay') && (
        <Button leftSection={<IconRefresh size={18} aria-hidden />} onClick={() => setAsking(true)}>
          {say(words.tryAgainAll, { count: untried })}
        </Button>
      )}
      {asking && <ReplayDialog what={{ run: run.id }} count={untried} onClose={() => setAsking(false)} />}
    </>
  );
}

/** How many need attention and were not tried again in a later run; of a very long list the run's own count. */
function useUntried(run: Run): number {
  const { attention } = run.counts;
  const found = useRoute('listRunRecords', attentionOf(run.id), { enabled: attention > 0 }).data;
  if (!found || found.next !== null) return attention;
  return found.items.filter((record) => record.replayedBy === null).length;
}

/** Pauses the run, or takes it further when it is paused. */
function PauseButton({ run }: { run: Run }) {
  const say = useSay();
  const tell = useTell();
  const paused = run.problem?.code === 'run.paused';
  const pause = useDeed('pauseRun', ['getRun', 'listRuns']);
  const resume = useDeed('resumeRun', ['getRun', 'listRuns']);
  const deed = paused ? resume : pause;
  const Icon = paused ? IconPlayerPlay : IconPlayerPause;
  const done = paused ? words.resuming : words.pausing;
  return (
    <Button
      variant='default'
      loading={deed.isPending}
      leftSection={<Icon size={18} aria-hidden />}
      onClick={() =>
        deed.mutate({ params: { id: run.id } }, { onSuccess: () => tell.done(done), onError: tell.failed })
      }
    >
      {say(paused ? words.resume : words.pause)}
    </Button>
  );
}

function StopButton({ run }: { run: Run }) {
  const say = useSay();
  const tell = useTell();
  const stop = useDeed('stopRun', ['getRun', 'listRuns']);
  const press = () =>
    stop.mutate({ params: { id: run.id } }, { onSuccess: () => tell.done(words.stopping), onError: tell.failed });
  return (
    <Button
      variant='default'
      loading={stop.isPending}
      leftSection={<IconPlayerStop size={18} aria-hidden />}
      onClick={press}
    >
      {say(words.stop)}
    </Button>
  );
}
