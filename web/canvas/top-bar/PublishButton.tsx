import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { IconRocket } from '@tabler/icons-react';
import { useState } from 'react';
import { FailingTests } from '#web/flow-tests/FailingTests.tsx';
import testWords from '#web/flow-tests/words.json';
import { PublishChanges } from '#web/versions/PublishChanges.tsx';
import { useSay } from '#web/words/say.ts';
import { useEditor } from '../editor-context.ts';
import words from '../words.json';
import { usePublish } from './use-publish.ts';

/** Makes the draft the version that runs, with a note for those who look back. */
export function PublishButton() {
  const say = useSay();
  const { flow, problems, saveState } = useEditor();
  const [asking, setAsking] = useState(false);
  const [note, setNote] = useState('');
  const { publish, busy, failing, forget } = usePublish();
  const changed = flow.changed || flow.publishedVersion === null || saveState.is !== 'saved';
  const why = problems.length > 0 ? words.finishFirst : changed ? words.publishAbout : words.nothingChanged;
  const close = () => {
    setAsking(false);
    forget();
  };
  const confirm = async () => {
    if (!(await publish(note))) return;
    close();
    setNote('');
  };
  const despite = failing.length > 0;
  return (
    <>
      <Button
        leftSection={<IconRocket size={17} aria-hidden />}
        disabled={problems.length > 0 || !changed}
        title={say(why)}
        onClick={() => setAsking(true)}
      >
        {say(words.publish)}
      </Button>
      <Modal
        opened={asking}
        onClose={close}
        size='lg'
        title={say(words.publish)}
        closeButtonProps={{ 'aria-label': say(words.close) }}
      >
        <Stack>
          <Text>{say(flow.on ? words.publishOn : words.publishOff)}</Text>
          <PublishChanges />
          {despite && <FailingTests tests={failing} />}
          <Textarea
            label={say(words.note)}
            required={despite}
            description={say(words.noteHelp)}
            value={note}
            maxLength={500}
            onChange={(event) => setNote(event.currentTarget.value)}
            autosize
            data-autofocus
            data-own-undo
          />
          <Group justify='flex-end'>
            <Button variant='default' onClick={close}>
              {say(words.cancel)}
            </Button>
            <Button onClick={() => void confirm()} loading={busy} disabled={despite && note.trim() === ''}>
              {say(despite ? testWords.allTheSame : words.publish)}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}
