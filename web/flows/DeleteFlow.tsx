import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { FlowSummary } from '#flows/api/flows.ts';
import { useDeed } from '#web/api/queries.ts';
import { useApiError } from '#web/problems/use-api-error.ts';
import { useFocusBack } from '#web/shell/use-focus-back.ts';
import { useTell } from '#web/shell/use-tell.ts';
import shellWords from '#web/shell/words.json';
import { useSay } from '#web/words/say.ts';
import words from './words.json';

export function DeleteFlow({ flow, close }: { flow: FlowSummary; close: () => void }) {
  const say = useSay();
  useFocusBack();
  const tell = useTell();
  const sentence = useApiError();
  const remove = useDeed('deleteFlow', ['listFlows', 'listConnections']);
  const confirm = () =>
    remove.mutate(
      { params: { id: flow.id } },
      {
        onSuccess: () => {
          tell.done(words.removed, { name: flow.name });
          close();
        },
      },
    );
  return (
    <Modal opened onClose={close} title={say(words.removeTitle, { name: flow.name })}>
      <Stack gap='md'>
        <Text>{say(words.removeAbout)}</Text>
        {remove.error && (
          <Alert role='alert' color='red'>
            {sentence(remove.error)}
          </Alert>
        )}
        <Group justify='flex-end'>
          <Button variant='default' onClick={close} data-autofocus>
            {say(shellWords.cancel)}
          </Button>
          <Button color='red' onClick={confirm} loading={remove.isPending}>
            {say(words.remove)}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
