import { Group, Text } from '@mantine/core';
import type { RecordDetail } from '#flows/api/runs.ts';
import { useProblem } from '#web/problems/use-problem.ts';
import { AnchorLink } from '#web/shell/links.tsx';
import { useSay } from '#web/words/say.ts';
import { Moment } from './Moment.tsx';
import { useStepName } from './use-step-name.ts';
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
      {record.otherWay && <OtherWay record={record} at={record.otherWay} />}
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

/** It failed at a step and was taken further by the line for that. */
function OtherWay({ record, at }: { record: RecordDetail; at: string }) {
  const say = useSay();
  const problem = useProblem();
  const name = useStepName();
  const node = record.graph.nodes.find(({ id }) => id === at);
  const met = record.entries.find((entry) => entry.node === at)?.problem;
  return (
    <Text component='span' display='block' size='sm' mt={4}>
      {say(words.wentOtherWayAt, { step: node ? name(node) : at })}
      {met && ` · ${problem(met).title}`}
    </Text>
  );
}
