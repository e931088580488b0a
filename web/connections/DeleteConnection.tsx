import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import type { Connection } from '#flows/api/connections.ts';
import { useDeed } from '#web/api/queries.ts';
import { useApiError } from '#web/problems/use-api-error.ts';
import { useFocusBack } from '#web/shell/use-focus-back.ts';
import { useTell } from '#web/shell/use-tell.ts';
import shellWords from '#web/shell/words.json';
import { useSay } from '#web/words/say.ts';
import { FlowLinks } from './UsedBy.tsx';
import words from './words.json';

/** Asks before a connection is removed; while flows use it, names them instead. */
export function DeleteConnection({ connection, close }: { connection: Connection; close: () => void }) {
  const say = useSay();
  useFocusBack();
  const tell = useTell();
  const sentence = useApiError();
  const navigate = useNavigate();
  const remove = useDeed('deleteConnection', ['listConnections']);
  const inUse = connection.flows.length > 0 || remove.error?.details.code === 'conflict';
  const confirm = () =>
    remove.mutate(
      { params: { id: connection.id } },
      {
        onSuccess: async () => {
          await navigate({ to: '/connections' });
          tell.done(words.removed, { name: connection.name });
        },
      },
    );
  return (
    <Modal opened onClose={close} title={say(words.removeTitle, { name: connection.name })}>
      <Stack gap='md'>
        <Text>{say(inUse ? words.removeInUse : words.removeAbout)}</Text>
        {inUse && <FlowLinks flows={connection.flows} />}
        {remove.error && !inUse && (
          <Alert role='alert' color='red'>
            {sentence(remove.error)}
          </Alert>
        )}
        <Group justify='flex-end'>
          <Button variant='default' onClick={close} data-autofocus>
            {say(shellWords.cancel)}
          </Button>
          {!inUse && (
            <Button color='red' onClick={confirm} loading={remove.isPending}>
              {say(words.remove)}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}
