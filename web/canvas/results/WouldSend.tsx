import { Code, Drawer, Skeleton, Stack, Text } from '@mantine/core';
import type { RecordDetail } from '#flows/api/runs.ts';
import { onlyOnBefore } from '#flows/mapping/when.ts';
import { useRoute } from '#web/api/queries.ts';
import { BothWays } from '#web/mapper/BothWays.tsx';
import { ProblemNote } from '#web/problems/ProblemNote.tsx';
import { ErrorState } from '#web/shell/ErrorState.tsx';
import { AnchorLink } from '#web/shell/links.tsx';
import { useFocusBack } from '#web/shell/use-focus-back.ts';
import { useSay } from '#web/words/say.ts';
import words from '../words.json';

/** One record of a try-out: what would be sent, or why nothing would. */
export function WouldSend({ runId, no, onClose }: { runId: string; no: number; onClose(): void }) {
  const say = useSay();
  useFocusBack();
  const record = useRoute('getRunRecord', { params: { id: runId, no } });
  return (
    <Drawer
      opened
      onClose={onClose}
      position='right'
      closeButtonProps={{ 'aria-label': say(words.close) }}
      size='lg'
      title={record.data?.title ?? say(words.wouldBeSentTitle)}
    >
      {record.isPending && <Skeleton height={240} />}
      {record.isError && <ErrorState error={record.error} />}
      {record.data && <Detail record={record.data} runId={runId} />}
    </Drawer>
  );
}

function Detail({ record, runId }: { record: RecordDetail; runId: string }) {
  const say = useSay();
  const end = record.entries.findLast((entry) => entry.outcome === 'would-send');
  return (
    <Stack>
      {record.problem && <ProblemNote problem={record.problem} />}
      {record.outcome === 'left-out' && <Text>{say(words.leftOutAbout)}</Text>}
      {end && (
        <>
          <Text fw={600}>{say(words.wouldBeSentTitle)}</Text>
          <BothWays content={end.output} only={onlyOnBefore(record.graph, end.node)}>
            {(content) => (
              <Code block tabIndex={0}>
                {JSON.stringify(content, null, 2)}
              </Code>
            )}
          </BothWays>
        </>
      )}
      <Text fw={600}>{say(words.received)}</Text>
      <Code block tabIndex={0}>
        {JSON.stringify(record.input, null, 2)}
      </Code>
      <AnchorLink size='sm' to='/runs/$runId/records/$no' params={{ runId, no: String(record.no) }}>
        {say(words.wholeWay)}
      </AnchorLink>
    </Stack>
  );
}
