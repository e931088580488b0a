import { Alert, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { FlowTestResult } from '#flows/api/flow-tests.ts';
import { useFlowState } from '#web/canvas/editor-context.ts';
import { useSay } from '#web/words/say.ts';
import { EndChanges } from './EndChanges.tsx';
import words from './words.json';

/** Why a flow was not published: which tests fail, and how. */
export function FailingTests({ tests }: { tests: FlowTestResult[] }) {
  const say = useSay();
  const graph = useFlowState((state) => state.graph);
  return (
    <Alert
      color='orange'
      role='alert'
      icon={<IconAlertTriangle aria-hidden />}
      title={say(words.failing, { count: tests.length })}
    >
      <Stack gap='sm'>
        {tests.map((test) => (
          <Stack key={test.no} gap={6}>
            <Text size='sm' fw={600}>
              {test.name}
            </Text>
            <EndChanges changes={test.failures} graph={graph} between='test' />
          </Stack>
        ))}
        <Text size='sm'>{say(words.noteNeeded)}</Text>
      </Stack>
    </Alert>
  );
}
