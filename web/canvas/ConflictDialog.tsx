import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useSay } from '#web/words/say.ts';
import { useWhen } from '#web/words/when.ts';
import { useEditor } from './editor-context.ts';
import words from './words.json';

/** Somebody else saved this flow meanwhile: a person says which of the two drafts stays. */
export function ConflictDialog() {
  const say = useSay();
  const { time } = useWhen();
  const { saveState, autosave, store } = useEditor();
  if (saveState.is !== 'conflict') return null;
  const { theirs } = saveState;
  const takeTheirs = () => {
    store.getState().replace(theirs.graph);
    autosave.settle(theirs, 'theirs');
  };
  return (
    <Modal opened onClose={() => {}} withCloseButton={false} title={say(words.conflictTitle)} closeOnEscape={false}>
      <Stack>
        <Text>{say(words.conflictAbout, { when: time(theirs.savedAt) })}</Text>
        <Group justify='flex-end'>
          <Button variant='default' onClick={() => autosave.settle(theirs, 'mine')}>
            {say(words.keepMine)}
          </Button>
          <Button onClick={takeTheirs} data-autofocus>
            {say(words.takeTheirs)}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
