import { Button, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import type { SourceCursor } from '#flows/api/flows.ts';
import { useDeed, useRoute } from '#web/api/queries.ts';
import { useMay } from '#web/session/use-session.ts';
import { useTell } from '#web/shell/use-tell.ts';
import { useSay } from '#web/words/say.ts';
import { useWhen } from '#web/words/when.ts';
import { useEditor } from '../editor-context.ts';
import words from '../words.json';

/** How far a source has been read, and the way to set that. */
export function ReadSoFar({ node }: { node: string }) {
  const say = useSay();
  const may = useMay();
  const { time } = useWhen();
  const { flow } = useEditor();
  const [setting, setSetting] = useState(false);
  const cursors = useRoute('getCursor', { params: { id: flow.id } });
  const item = cursors.data?.items.find((each) => each.node === node);
  if (!item) return null;
  const sentence =
    item.moment !== null
      ? say(words.readUpTo, { when: time(item.moment) })
      : item.cursor === null
        ? say(words.notReadYet)
        : say(words.readLast, { when: time(item.movedAt ?? '') });
  return (
    <Stack gap={4} align='flex-start'>
      <Text size='sm' fw={500}>
        {say(words.readSoFar)}
      </Text>
      <Text size='sm' c='dimmed'>
        {sentence}
      </Text>
      {may('setCursor') && (
        <Button size='xs' variant='light' onClick={() => setSetting(true)}>
          {say(words.changeReadSoFar)}
        </Button>
      )}
      {setting && <SetCursor item={item} close={() => setSetting(false)} />}
    </Stack>
  );
}

function SetCursor({ item, close }: { item: SourceCursor; close(): void }) {
  const say = useSay();
  const tell = useTell();
  const { flow } = useEditor();
  const [moment, setMoment] = useState('');
  const set = useDeed('setCursor', ['getCursor']);
  const send = (to: { cursor: null } | { moment: string }) =>
    set.mutate(
      { params: { id: flow.id }, body: { node: item.node, ...to } },
      { onSuccess: close, onError: tell.failed },
    );
  return (
    <Modal
      opened
      onClose={close}
      title={say(words.changeReadSoFar)}
      closeButtonProps={{ 'aria-label': say(words.close) }}
    >
      <Stack>
        <Text size='sm'>{say(words.changeReadAbout)}</Text>
        {item.canStartAt && (
          <TextInput
            type='datetime-local'
            label={say(words.readFromMoment)}
            value={moment}
            onChange={(event) => setMoment(event.currentTarget.value)}
            data-autofocus
          />
        )}
        <Group justify='flex-end'>
          <Button variant='default' onClick={() => send({ cursor: null })} loading={set.isPending}>
            {say(words.readFromStart)}
          </Button>
          {item.canStartAt && (
            <Button
              disabled={moment === ''}
              loading={set.isPending}
              onClick={() => send({ moment: new Date(moment).toISOString() })}
            >
              {say(words.readFromThen)}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  );
}
