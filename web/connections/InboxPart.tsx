import { Button, Code, CopyButton, Group, List, Stack, Text } from '@mantine/core';
import { IconCopy, IconSend } from '@tabler/icons-react';
import { useDeed, useRoute } from '#web/api/queries.ts';
import { useMay } from '#web/session/use-session.ts';
import { useTell } from '#web/shell/use-tell.ts';
import { useSay } from '#web/words/say.ts';
import { useWhen } from '#web/words/when.ts';
import words from './words.json';

/** Where another system sends to a connection, how it signs, and a way to try that out. */
export function InboxPart({ connection }: { connection: string }) {
  const say = useSay();
  const may = useMay();
  const tell = useTell();
  const { time } = useWhen();
  const allowed = may('getInbox');
  const inbox = useRoute('getInbox', { params: { id: connection } }, { enabled: allowed }).data;
  const sample = useDeed('sendSample', ['getInbox', 'listRuns', 'listFlows']);
  if (!inbox) return null;
  const address = inbox.address ?? `${window.location.origin}${inbox.path}`;
  const shown = inbox.code ?? address;
  return (
    <Stack gap='sm'>
      <Text size='sm' fw={500}>
        {say(inbox.code === null ? words.inboxAddress : words.inboxCode)}
      </Text>
      <Code block style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
        {shown}
      </Code>
      <Group gap='xs'>
        <CopyButton value={shown}>
          {({ copied, copy }) => (
            <Button size='xs' variant='light' leftSection={<IconCopy size={15} aria-hidden />} onClick={copy}>
              {say(copied ? words.copied : inbox.code === null ? words.copyAddress : words.copyCode)}
            </Button>
          )}
        </CopyButton>
        <Button
          size='xs'
          variant='light'
          leftSection={<IconSend size={15} aria-hidden />}
          loading={sample.isPending}
          onClick={() =>
            sample.mutate(
              { params: { id: connection } },
              { onSuccess: () => tell.done(words.sampleSent), onError: tell.failed },
            )
          }
        >
          {say(words.sendSample)}
        </Button>
      </Group>
      <Text size='sm' c='dimmed'>
        {inbox.arrivedAt === null ? say(words.nothingArrived) : say(words.lastArrived, { when: time(inbox.arrivedAt) })}
      </Text>
      <List type='ordered' size='sm'>
        {inbox.howToSend.map((step) => (
          <List.Item key={step.en}>{say(step)}</List.Item>
        ))}
      </List>
    </Stack>
  );
}
