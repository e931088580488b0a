import { Button, Code, Group, Stack, Text } from '@mantine/core';
import { IconCheck, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { FlowTest, FlowTestResult } from '#flows/api/flow-tests.ts';
import { useDeed } from '#web/api/queries.ts';
import { useEditor, useFlowState } from '#web/canvas/editor-context.ts';
import { useMay } from '#web/session/use-session.ts';
import { useTell } from '#web/shell/use-tell.ts';
import { useSay } from '#web/words/say.ts';
import { EndChanges } from './EndChanges.tsx';
import { linesOf, TestFields } from './TestFields.tsx';
import words from './words.json';

type Props = { test: FlowTest; result: FlowTestResult | undefined };

/** One test: what it expects, what the draft makes of it instead, and what can be done about that. */
export function TestView({ test, result }: Props) {
  const say = useSay();
  const may = useMay();
  const graph = useFlowState((state) => state.graph);
  return (
    <Stack gap='md'>
      {result && !result.ok && <EndChanges changes={result.failures} graph={graph} between='test' />}
      {may('changeFlowTest') && <TestForm test={test} result={result} />}
      <Stack gap={6}>
        <Text size='sm' fw={600}>
          {say(words.expects)}
        </Text>
        <Code block tabIndex={0} mah={300}>
          {JSON.stringify(test.expected, null, 2)}
        </Code>
      </Stack>
    </Stack>
  );
}

function TestForm({ test, result }: Props) {
  const say = useSay();
  const tell = useTell();
  const { flow, autosave } = useEditor();
  const [name, setName] = useState(test.name);
  const [ignored, setIgnored] = useState(test.ignored.join('\n'));
  const change = useDeed('changeFlowTest', ['listFlowTests']);
  const remove = useDeed('deleteFlowTest', ['listFlowTests']);
  const params = { id: flow.id, test: test.no };
  const save = (body: Parameters<typeof change.mutate>[0]['body']) =>
    change.mutate({ params, body }, { onSuccess: () => tell.done(words.saved), onError: tell.failed });
  const accept = async () => {
    if (await autosave.flush()) save({ accept: true });
  };
  const drop = () => remove.mutate({ params }, { onSuccess: () => tell.done(words.deleted), onError: tell.failed });
  return (
    <Stack gap='sm'>
      <TestFields {...{ name, setName, ignored, setIgnored }} />
      <Group gap='sm'>
        <Button
          variant='default'
          disabled={name.trim() === ''}
          loading={change.isPending}
          onClick={() => save({ name, ignored: linesOf(ignored) })}
        >
          {say(words.save)}
        </Button>
        {result && !result.ok && (
          <Button variant='default' leftSection={<IconCheck size={16} aria-hidden />} onClick={() => void accept()}>
            {say(words.accept)}
          </Button>
        )}
        <Button
          variant='subtle'
          color='red'
          leftSection={<IconTrash size={16} aria-hidden />}
          loading={remove.isPending}
          onClick={drop}
        >
          {say(words.delete)}
        </Button>
      </Group>
    </Stack>
  );
}
