import { Button, Drawer } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useState } from 'react';
import { useFocusBack } from '#web/shell/use-focus-back.ts';
import { useSay } from '#web/words/say.ts';
import { VersionList } from './VersionList.tsx';
import words from './words.json';

/** Opens the flow's versions beside the canvas. */
export function VersionsButton() {
  const say = useSay();
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button
        variant='default'
        leftSection={<IconHistory size={17} aria-hidden />}
        onClick={() => setOpened(true)}
        aria-haspopup='dialog'
      >
        {say(words.versions)}
      </Button>
      {opened && <VersionsDrawer onClose={() => setOpened(false)} />}
    </>
  );
}

function VersionsDrawer({ onClose }: { onClose(): void }) {
  const say = useSay();
  useFocusBack();
  return (
    <Drawer opened onClose={onClose} position='right' size='xl' title={say(words.versions)}>
      <VersionList onRestored={onClose} />
    </Drawer>
  );
}
