import { Alert, Button, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { ApiError } from '#web/api/client.ts';
import { useApiError } from '#web/problems/use-api-error.ts';
import { useSay } from '#web/words/say.ts';
import words from './words.json';

/** What stands where a page or a part of it could not be read: the sentence, and the way to try once more. */
export function ErrorState({ error, again }: { error: ApiError; again?: () => void }) {
  const say = useSay();
  const sentence = useApiError();
  const mayHelp = error.details.status !== 403 && error.details.status !== 404;
  return (
    <Alert role='alert' color='red' icon={<IconAlertTriangle aria-hidden />} title={say(words.cannotShow)} m='md'>
      <Stack gap='sm' align='flex-start'>
        <Text size='sm'>{sentence(error)}</Text>
        {again && mayHelp && (
          <Button size='xs' variant='default' onClick={again}>
            {say(words.tryAgain)}
          </Button>
        )}
      </Stack>
    </Alert>
  );
}
