import { Alert, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Problem } from '#flows/problem.ts';
import { useSay } from '#web/words/say.ts';
import { useProblem } from './use-problem.ts';
import words from './words.json';

/** A problem in the form a person can act upon: what happened, and how to fix it; buttons go below as children. */
export function ProblemNote({ problem, children }: { problem: Problem; children?: ReactNode }) {
  const say = useSay();
  const { title, happened, fix } = useProblem()(problem);
  return (
    <Alert color='orange' icon={<IconAlertTriangle aria-hidden />} title={title}>
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
