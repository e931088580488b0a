import { Group, Text } from '@mantine/core';
import type { RecordDetail } from '#flows/api/runs.ts';
import { AnchorLink } from '#web/shell/links.tsx';
import { useSay } from '#web/words/say.ts';
import { Moment } from './Moment.tsx';
import words from './words.json';

/** The record's number, its number on the other side, the flow and its version, and when. */
export function RecordFacts({ record }: { record: RecordDetail }) {
  const say = useSay();
  return (
    <>
      <Group component='span' gap='xs' fz='sm'>
        <Moment at={record.at} />
        {!record.title.includes(record.key) && <span>· {record.key}</span>}
        {record.targetId && <span>· {say(words.theirNumber, { number: record.targetId })}</span>}
        <span>
          ·{' '}
          <AnchorLink to='/flows/$flowId' params={{ flowId: record.flow.id }} size='sm'>
            {record.flow.name}
          </AnchorLink>
        </span>
        <span>· {record.version === null ? say(words.draft) : say(words.version, { version: record.version })}</span>
      </Group>
      {record.replayedBy && (
        <Text component='span' display='block' size='sm' mt={4}>
          {say(words.triedAgainLater)}{' '}
          <AnchorLink to='/runs/$runId' params={{ runId: record.replayedBy }} size='sm' underline='always'>
            {say(words.toThatRun)}
          </AnchorLink>
        </Text>
      )}
    </>
  );
}
