import { Alert, Button, Code, Stack, Text, VisuallyHidden } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { type ErrorComponentProps, useRouter } from '@tanstack/react-router';
import { ApiError } from '#web/api/client.ts';
import { useSay } from '#web/words/say.ts';
import { ErrorState } from './ErrorState.tsx';
import words from './words.json';

/** A fault in the page itself: says so, keeps the rest of the app alive, and shows what to copy for support. */
export function PageCrash({ error }: ErrorComponentProps) {
  const say = useSay();
  const router = useRouter();
  if (error instanceof ApiError) return <ErrorState error={error} again={() => router.invalidate()} />;
  return (
    <Alert role='alert' color='red' icon={<IconAlertTriangle aria-hidden />} title={say(words.crashTitle)} m='md'>
      <Stack gap='sm' align='flex-start'>
        <Text size='sm'>{say(words.crashAbout)}</Text>
        <Code block>{error instanceof Error ? error.message : String(error)}</Code>
        <Button size='xs' variant='default' onClick={() => window.location.reload()}>
          {say(words.reload)}
        </Button>
      </Stack>
    </Alert>
  );
}

/** The same where there is no page around it yet: the server does not answer at the very start. */
export function StartCrash(props: ErrorComponentProps) {
  return (
    <main>
      <VisuallyHidden component='h1'>Koppel</VisuallyHidden>
      <PageCrash {...props} />
    </main>
  );
}
