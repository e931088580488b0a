import { Box, Code, Group, List, Text } from '@mantine/core';
import type { RecordDetail } from '#flows/api/runs.ts';
import { ProblemNote } from '#web/problems/ProblemNote.tsx';
import { ButtonLink } from '#web/shell/links.tsx';
import { useSay } from '#web/words/say.ts';
import { isOnlyNote } from './looks.ts';
import { TableLink } from './TableLink.tsx';
import { TryAgainButton } from './TryAgainButton.tsx';
import { useStepName } from './use-step-name.ts';
import words from './words.json';

/** Why a record needs attention, what to do about it, and the way to try it again. */
export function RecordProblem({ record }: { record: RecordDetail }) {
  const say = useSay();
  const isCalm = isOnlyNote(record.outcome);
  if (!record.problem) return null;
  return (
    <ProblemNote problem={record.problem} calm={isCalm}>
      <Details record={record} problem={record.problem} />
      <Group gap='sm' mt={6}>
        <TableLink problem={record.problem} />
        <ButtonLink variant='default' to='/flows/$flowId' params={{ flowId: record.flow.id }}>
          {say(words.openFlow)}
        </ButtonLink>
        <TryAgainButton record={record} main={record.replayedBy === null && !isCalm} />
      </Group>
    </ProblemNote>
  );
}

function Details({ record, problem }: { record: RecordDetail; problem: NonNullable<RecordDetail['problem']> }) {
  const say = useSay();
  const name = useStepName();
  const node = record.graph.nodes.find((each) => each.id === record.node);
  return (
    <Box component='details' fz='sm'>
      <summary>{say(words.details)}</summary>
      <List size='sm' mt={6} spacing={2}>
        {node && (
          <List.Item>
            {say(words.step)}: {name(node)}
          </List.Item>
        )}
        <List.Item>
          {say(words.code)}: <Code>{problem.code}</Code>
        </List.Item>
        {Object.entries(problem.params).map(([param, value]) => (
          <List.Item key={param}>
            <Text component='span' size='sm' style={{ overflowWrap: 'anywhere' }}>
              {param}: {value}
            </Text>
          </List.Item>
        ))}
      </List>
    </Box>
  );
}
