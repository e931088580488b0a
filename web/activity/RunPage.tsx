import { Stack } from '@mantine/core';
import { useParams, useSearch } from '@tanstack/react-router';
import type { Run } from '#flows/api/runs.ts';
import { ProblemNote } from '#web/problems/ProblemNote.tsx';
import { LoadingPage } from '#web/shell/LoadingPage.tsx';
import { PageFrame } from '#web/shell/PageFrame.tsx';
import { useSay } from '#web/words/say.ts';
import { useWhen } from '#web/words/when.ts';
import { FlowPicture } from './FlowPicture.tsx';
import { statusLooks } from './looks.ts';
import { NotShown } from './NotShown.tsx';
import { ReplayFacts } from './ReplayFacts.tsx';
import { ResultWord } from './ResultWord.tsx';
import { RunActions } from './RunActions.tsx';
import { RunFacts } from './RunFacts.tsx';
import { RunRecords } from './RunRecords.tsx';
import { StepCountLinks } from './StepCountLinks.tsx';
import { Trail } from './Trail.tsx';
import { TryOutMark } from './TryOutMark.tsx';
import { useLiveRun } from './use-live-run.ts';
import words from './words.json';

/** One run: what became of it, the flow as it was, and its records. */
export function RunPage() {
  const { runId } = useParams({ from: '/runs/$runId' });
  const run = useLiveRun(runId);
  if (run.isPending) return <LoadingPage />;
  if (run.isError) return <NotShown error={run.error} again={() => run.refetch()} />;
  return <RunView key={runId} run={run.data} />;
}

function RunView({ run }: { run: Run }) {
  const say = useSay();
  const { time } = useWhen();
  const search = useSearch({ from: '/runs/$runId' });
  const marks = (
    <>
      <ResultWord look={statusLooks[run.status]} size='lg' />
      {run.mode === 'try' && <TryOutMark />}
    </>
  );
  return (
    <>
      <Trail here={say(words.theRun, { time: time(run.startedAt) })} />
      <PageFrame
        title={say(words.run, { flow: run.flow.name })}
        beside={marks}
        about={<RunFacts run={run} />}
        actions={<RunActions run={run} />}
      >
        <Stack gap='lg'>
          {run.problem && <ProblemNote problem={run.problem} />}
          <ReplayFacts run={run} />
          <FlowPicture graph={run.graph} at={(node) => <StepCountLinks run={run} node={node} search={search} />} />
          <RunRecords run={run} search={search} />
        </Stack>
      </PageFrame>
    </>
  );
}
