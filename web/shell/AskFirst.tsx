import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Words } from '#flows/words.ts';
import type { ApiError } from '#web/api/client.ts';
import { useApiError } from '#web/problems/use-api-error.ts';
import { useSay } from '#web/words/say.ts';
import { useFocusBack } from './use-focus-back.ts';
import words from './words.json';

type Props = {
  title: string;
  about: Words;
  /** What the button says that does it; null where it cannot be done. */
  deed: Words | null;
  /** How the doing stands. */
  doing: { isPending: boolean; error: ApiError | null };
  confirm(): void;
  close(): void;
  children?: ReactNode;
};

/** Asks before something is gone for good; "Cancel" has the focus. */
export function AskFirst({ title, about, deed, doing, confirm, close, children }: Props) {
  const say = useSay();
  useFocusBack();
  const sentence = useApiError();
  return (
    <Modal opened onClose={close} title={title} closeButtonProps={{ 'aria-label': say(words.close) }}>
      <Stack gap='md'>
        <Text>{say(about)}</Text>
        {children}
        {doing.error && deed && (
          <Alert role='alert' color='red'>
            {sentence(doing.error)}
          </Alert>
        )}
        <Group justify='flex-end'>
          <Button variant='default' onClick={close} data-autofocus>
            {say(words.cancel)}
          </Button>
          {deed && (
            <Button color='red' onClick={confirm} loading={doing.isPending}>
              {say(deed)}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}
