import { Alert, Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { FlowSummary } from '#flows/api/flows.ts';
import { useDeed } from '#web/api/queries.ts';
import { useApiError } from '#web/problems/use-api-error.ts';
import { useFocusBack } from '#web/shell/use-focus-back.ts';
import shellWords from '#web/shell/words.json';
import { useSay } from '#web/words/say.ts';
import words from './words.json';

export function RenameFlow({ flow, close }: { flow: FlowSummary; close: () => void }) {
  const say = useSay();
  useFocusBack();
  const sentence = useApiError();
  const [name, setName] = useState(flow.name);
  const rename = useDeed('renameFlow', ['listFlows', 'getFlow']);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    rename.mutate({ params: { id: flow.id }, body: { name } }, { onSuccess: close });
  };
  return (
    <Modal opened onClose={close} title={say(words.rename)}>
      <form onSubmit={submit}>
        <Stack gap='md'>
          <TextInput
            label={say(words.name)}
            value={name}
            maxLength={120}
            onChange={(event) => setName(event.currentTarget.value)}
            data-autofocus
          />
          {rename.error && (
            <Alert role='alert' color='red'>
              {sentence(rename.error)}
            </Alert>
          )}
          <Group justify='flex-end'>
            <Button variant='default' onClick={close}>
              {say(shellWords.cancel)}
            </Button>
            <Button type='submit' loading={rename.isPending} disabled={name.trim() === ''}>
              {say(words.rename)}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
