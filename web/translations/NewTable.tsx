import { Alert, Button, Group, Modal, Stack, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type FormEvent, useState } from 'react';
import { useDeed } from '#web/api/queries.ts';
import { useApiError } from '#web/problems/use-api-error.ts';
import { useFocusBack } from '#web/shell/use-focus-back.ts';
import shellWords from '#web/shell/words.json';
import { useSay } from '#web/words/say.ts';
import words from './words.json';

export function NewTable({ named, close }: { named: string; close: () => void }) {
  const say = useSay();
  useFocusBack();
  const sentence = useApiError();
  const navigate = useNavigate();
  const [name, setName] = useState(named);
  const make = useDeed('createValueTable', ['listValueTables']);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate(
      { body: { name } },
      { onSuccess: ({ id }) => navigate({ to: '/translations/$tableId', params: { tableId: id } }) },
    );
  };
  return (
    <Modal opened onClose={close} title={say(words.newList)} closeButtonProps={{ 'aria-label': say(shellWords.close) }}>
      <form onSubmit={submit}>
        <Stack gap='md'>
          <TextInput
            label={say(words.name)}
            description={say(words.nameHelp)}
            value={name}
            maxLength={80}
            onChange={(event) => setName(event.currentTarget.value)}
            data-autofocus
          />
          {make.error && (
            <Alert role='alert' color='red'>
              {sentence(make.error)}
            </Alert>
          )}
          <Group justify='flex-end'>
            <Button variant='default' onClick={close}>
              {say(shellWords.cancel)}
            </Button>
            <Button type='submit' loading={make.isPending} disabled={name.trim() === ''}>
              {say(words.make)}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
