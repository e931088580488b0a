import { Stack, Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { RecordDetail } from '#flows/api/runs.ts';
import { useLiveEvent } from '#web/api/events.ts';
import { useRoute } from '#web/api/queries.ts';
import { LoadingPage } from '#web/shell/LoadingPage.tsx';
import { PageFrame } from '#web/shell/PageFrame.tsx';
import { useSay } from '#web/words/say.ts';
import { FlowPicture } from './FlowPicture.tsx';
import { isOnlyNote, outcomeLooks } from './looks.ts';
import { NotShown } from './NotShown.tsx';
import { OtherTimes } from './OtherTimes.tsx';
import { RecordActions } from './RecordActions.tsx';
import { RecordFacts } from './RecordFacts.tsx';
import { RecordProblem } from './RecordProblem.tsx';
import { ResultWord } from './ResultWord.tsx';
import { StageTabs } from './StageTabs.tsx';
import { StepResult } from './StepResult.tsx';
import { Trail } from './Trail.tsx';
import { TryOutMark } from './TryOutMark.tsx';
import words from './words.json';

/** One order, product or stock line in one run: everything that happened to it. */
export function RecordPage() {
  const { runId, no } = useParams({ from: '/runs/$runId/records/$no' });
  const client = useQueryClient();
  const record = useRoute('getRunRecord', { params: { id: runId, no: Number(no) } });
  useLiveEvent(({ run }) => {
    if (run.id === runId) void client.invalidateQueries({ queryKey: ['getRunRecord'] });
  });
  if (record.isPending) return <LoadingPage />;
  if (record.isError) return <NotShown error={record.error} again={() => record.refetch()} />;
  return <RecordView key={`${runId}/${no}`} record={record.data} />;
}

function RecordView({ record }: { record: RecordDetail }) {
  const say = useSay();
  const marks = (
    <>
      <ResultWord look={outcomeLooks[record.outcome]} size='lg' />
      {record.mode === 'try' && <TryOutMark />}
    </>
  );
  const run = { id: record.run, title: say(words.run, { flow: record.flow.name }) };
  return (
    <>
      <Trail run={run} here={record.key} />
      <PageFrame
        title={record.title === '' ? record.key : record.title}
        beside={marks}
        about={<RecordFacts record={record} />}
        actions={<RecordActions record={record} />}
      >
        <Stack gap='lg'>
          <RecordProblem record={record} />
          <FlowPicture
            graph={record.graph}
            at={(node) => <StepResult record={record} node={node} />}
            marked={record.problem && !isOnlyNote(record.outcome) ? (record.node ?? undefined) : undefined}
          />
          <Title order={2} size='h3'>
            {say(words.itsWay)}
          </Title>
          <StageTabs record={record} />
          <OtherTimes record={record} />
        </Stack>
      </PageFrame>
    </>
  );
}
