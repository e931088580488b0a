import { Accordion, Badge, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { RouteAnswer } from '#web/api/client.ts';
import { useRoute } from '#web/api/queries.ts';
import { useEditor } from '#web/canvas/editor-context.ts';
import { ErrorState } from '#web/shell/ErrorState.tsx';
import { useSay } from '#web/words/say.ts';
import { useWhen } from '#web/words/when.ts';
import { VersionView } from './VersionView.tsx';
import words from './words.json';

type Summary = RouteAnswer<'listVersions'>['items'][number];

/** Every published version, newest first; one of them can be looked at. */
export function VersionList({ onRestored }: { onRestored(): void }) {
  const say = useSay();
  const { flow } = useEditor();
  const versions = useRoute('listVersions', { params: { id: flow.id } });
  const [chosen, choose] = useState<string | null>(null);
  if (versions.isPending) return <Skeleton height={200} />;
  if (versions.isError) return <ErrorState error={versions.error} again={() => versions.refetch()} />;
  const { items } = versions.data;
  if (items.length === 0) return <Text>{say(words.none)}</Text>;
  return (
    <Accordion variant='contained' value={chosen} onChange={choose} order={3} keepMounted={false}>
      {items.map((each) => (
        <Accordion.Item key={each.version} value={String(each.version)}>
          <Accordion.Control>
            <Head summary={each} live={each.version === flow.publishedVersion} />
          </Accordion.Control>
          <Accordion.Panel>
            <VersionView version={each.version} others={items} onRestored={onRestored} />
          </Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  );
}

function Head({ summary: { version, note, publishedAt, publishedBy }, live }: { summary: Summary; live: boolean }) {
  const say = useSay();
  const { time } = useWhen();
  return (
    <Stack gap={2}>
      <Group gap='xs'>
        <Text fw={600}>{say(words.version, { version: String(version) })}</Text>
        {live && <Badge color='green'>{say(words.live)}</Badge>}
      </Group>
      {note !== '' && <Text size='sm'>{note}</Text>}
      <Text size='xs' c='dimmed'>
        {publishedBy ? say(words.by, { when: time(publishedAt), who: publishedBy }) : time(publishedAt)}
      </Text>
    </Stack>
  );
}
