import { Alert, Stack, Text } from '@mantine/core';
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Problem } from '#flows/problem.ts';
import { useSay } from '#web/words/say.ts';
import { useProblem } from './use-problem.ts';
import words from './words.json';

type Props = {
  problem: Problem;
  /** Nothing is wrong; it is only told. */
  calm?: boolean;
  children?: ReactNode;
};

/** A problem in the form a person can act upon: what happened, and how to fix it; buttons go below as children. */
export function ProblemNote({ problem, calm = false, children }: Props) {
  const say = useSay();
  const { title, happened, fix } = useProblem()(problem);
  return (
    <Alert
      color={calm ? 'gray' : 'orange'}
      icon={calm ? <IconInfoCircle aria-hidden /> : <IconAlertTriangle aria-hidden />}
      title={title}
    >
      <Stack gap={6} align='flex-start'>
        <Text size='sm'>{happened}</Text>
        <Text size='sm'>
          <strong>{say(words.howToFix)}</strong> {fix}
        </Text>
        {children}
      </Stack>
    </Alert>
  );
}
