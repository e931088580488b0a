import { Accordion, Alert, Code, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import type { RecordPreview, ReplayPreview, TargetPreview } from '#flows/api/replays.ts';
import type { RecordDetail } from '#flows/api/runs.ts';
import { isOnlyNote, outcomeLooks } from '#web/activity/looks.ts';
import { ResultWord } from '#web/activity/ResultWord.tsx';
import { useStepName } from '#web/activity/use-step-name.ts';
import type { ApiError } from '#web/api/client.ts';
import { Differences } from '#web/differences/Differences.tsx';
import { ProblemNote } from '#web/problems/ProblemNote.tsx';
import { useApiError } from '#web/problems/use-api-error.ts';
import { useSay } from '#web/words/say.ts';
import words from './words.json';

type Props = { answer: UseQueryResult<ReplayPreview, ApiError>; known: RecordDetail[] };

/** What would happen, in a sentence and record by record; nothing has been sent. */
export function Preview({ answer, known }: Props) {
  const say = useSay();
  const sentence = useApiError();
  return (
    <Stack component='section' gap='sm' aria-label={say(words.preview)} aria-busy={answer.isFetching}>
      <Group gap='xs'>
        <IconEye size={18} aria-hidden />
        <Title order={3} size='h5'>
          {say(words.preview)}
        </Title>
        <Text size='sm' c='dimmed'>
          {say(words.previewNote)}
        </Text>
      </Group>
      {answer.isPending && <Skeleton height={80} />}
      {answer.isError && <Alert color='orange'>{sentence(answer.error)}</Alert>}
      {answer.data && !answer.isError && <Foreseen preview={answer.data} known={known} />}
    </Stack>
  );
}

function Foreseen({ preview, known }: { preview: ReplayPreview; known: RecordDetail[] }) {
  const say = useSay();
  const { total, leftAlone, items } = preview;
  const [first] = items;
  const open = items.length === 1 && first ? idOf(first) : null;
  return (
    <>
      <Text role='status'>
        {leftAlone > 0 ? say(words.leftAlone, { leftAlone, total }) : say(words.noneLeftAlone, { count: total })}
        {total > items.length && ` ${say(words.shownFirst, { count: items.length })}`}
      </Text>
      <Accordion variant='contained' defaultValue={open} order={4} keepMounted={false}>
        {items.map((record) => (
          <Accordion.Item key={idOf(record)} value={idOf(record)}>
            <Accordion.Control>
              <Group gap='sm'>
                <Text fw={600}>{record.title === '' ? record.key : record.title}</Text>
                <ResultWord look={outcomeLooks[record.outcome]} />
              </Group>
            </Accordion.Control>
            <Accordion.Panel>
              <RecordForeseen record={record} known={known} />
            </Accordion.Panel>
          </Accordion.Item>
        ))}
      </Accordion>
    </>
  );
}

const idOf = ({ run, no }: RecordPreview) => `${run}/${no}`;

function RecordForeseen({ record, known }: { record: RecordPreview; known: RecordDetail[] }) {
  const say = useSay();
  const name = useStepName();
  const steps = known.flatMap(({ graph }) => graph.nodes);
  return (
    <Stack gap='md'>
      {record.problem && <ProblemNote problem={record.problem} calm={isOnlyNote(record.outcome)} />}
      {record.targets.length === 0 && <Text size='sm'>{say(words.endsBefore)}</Text>}
      {record.targets.map((target) => {
        const step = steps.find((node) => node.id === target.node);
        return (
          <Stack key={target.node} gap={6}>
            <Text size='sm' fw={600}>
              {say(words.to, { step: step ? name(step) : target.node })}
            </Text>
            {target.made && (
              <Text size='sm'>{say(target.made === 'created' ? words.wouldCreate : words.wouldUpdate)}</Text>
            )}
            <TargetForeseen target={target} />
          </Stack>
        );
      })}
    </Stack>
  );
}

function TargetForeseen({ target }: { target: TargetPreview }) {
  const say = useSay();
  const { before, after, differences, outcome } = target;
  const alone = outcome === 'already-there';
  if (after === undefined) return <Text size='sm'>{say(words.notAnyMore)}</Text>;
  if (before === undefined)
    return (
      <>
        <Text size='sm'>{say(words.firstTime)}</Text>
        <Code block tabIndex={0} mah={260}>
          {JSON.stringify(after, null, 2)}
        </Code>
      </>
    );
  if (differences.length === 0) return <Text size='sm'>{say(alone ? words.sameAlone : words.same)}</Text>;
  return (
    <>
      <Text size='sm'>{say(alone ? words.differsAlone : words.differs)}</Text>
      <Differences list={differences} label={say(words.preview)} between='times' />
    </>
  );
}
