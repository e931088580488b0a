import { Alert, Button, Stack, Text, Title } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { useDeed } from '#web/api/queries.ts';
import { useApiError } from '#web/problems/use-api-error.ts';
import { useSay } from '#web/words/say.ts';
import { useEntering } from './use-entering.ts';
import words from './words.json';

/** One press and somebody is inside, with demo shops and a flow that has run. */
export function LookAround({ goOn }: { goOn: () => void }) {
  const say = useSay();
  const sentence = useApiError();
  const enter = useDeed('signInDemo');
  const entering = useEntering(goOn);
  return (
    <Stack gap='sm'>
      <Title order={2} size='h3'>
        {say(words.lookTitle)}
      </Title>
      <Text c='dimmed'>{say(words.lookAbout)}</Text>
      <Button
        size='lg'
        px='md'
        rightSection={<IconArrowRight size={20} aria-hidden />}
        loading={enter.isPending}
        onClick={() => enter.mutate({}, { onSuccess: entering })}
      >
        {say(words.look)}
      </Button>
      {enter.error && (
        <Alert role='alert' color='red'>
          {sentence(enter.error)}
        </Alert>
      )}
    </Stack>
  );
}
