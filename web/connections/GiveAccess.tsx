import { Alert, Button, Card, Stack, Text, Title } from '@mantine/core';
import { IconLockOpen } from '@tabler/icons-react';
import type { Connection } from '#flows/api/connections.ts';
import { useDeed } from '#web/api/queries.ts';
import { useApiError } from '#web/problems/use-api-error.ts';
import { useSay } from '#web/words/say.ts';
import { useSystemName } from './SystemMark.tsx';
import words from './words.json';

/** For systems where a person signs in instead of typing a key: the way there, before and after. */
export function GiveAccess({ connection }: { connection: Connection }) {
  const say = useSay();
  const sentence = useApiError();
  const ask = useDeed('askAccess', []);
  const system = useSystemName()(connection.connector);
  const given = connection.access === 'given';
  const go = () =>
    ask.mutate({ params: { id: connection.id } }, { onSuccess: ({ address }) => window.location.assign(address) });
  return (
    <Card component='section' aria-labelledby='access'>
      <Stack gap='sm' align='flex-start'>
        <Title order={2} size='h4' id='access'>
          {say(given ? words.accessGiven : words.accessMissing)}
        </Title>
        <Text size='sm'>{say(words.accessAbout, { system })}</Text>
        {ask.error && (
          <Alert role='alert' color='red'>
            {sentence(ask.error)}
          </Alert>
        )}
        <Button
          variant={given ? 'light' : 'filled'}
          leftSection={<IconLockOpen size={18} aria-hidden />}
          loading={ask.isPending}
          onClick={go}
        >
          {say(given ? words.giveAccessAgain : words.giveAccess)}
        </Button>
      </Stack>
    </Card>
  );
}
