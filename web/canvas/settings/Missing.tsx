import { Alert, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useProblem } from '#web/problems/use-problem.ts';
import { useEditor } from '../editor-context.ts';

/** What is still missing at one step, in short. */
export function Missing({ node }: { node: string }) {
  const say = useProblem();
  const { problems } = useEditor();
  const own = problems.filter((problem) => problem.node === node);
  if (own.length === 0) return null;
  return (
    <Alert color='orange' p='sm' icon={<IconAlertTriangle aria-hidden />}>
      <Stack gap={6}>
        {own.map((problem) => (
          <Text key={`${problem.code} ${JSON.stringify(problem.params)}`} size='sm'>
            <strong>{say(problem).title}.</strong> {say(problem).happened}
          </Text>
        ))}
      </Stack>
    </Alert>
  );
}
