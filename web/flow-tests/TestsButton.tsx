import { Button, Drawer, Stack } from '@mantine/core';
import { IconChecklist } from '@tabler/icons-react';
import { useState } from 'react';
import { useFocusBack } from '#web/shell/use-focus-back.ts';
import { useSay } from '#web/words/say.ts';
import { ShadowPart } from './ShadowPart.tsx';
import { TestList } from './TestList.tsx';
import words from './words.json';

/** Opens what is kept to check this flow with, beside the canvas. */
export function TestsButton() {
  const say = useSay();
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button
        variant='default'
        leftSection={<IconChecklist size={17} aria-hidden />}
        onClick={() => setOpened(true)}
        aria-haspopup='dialog'
      >
        {say(words.tests)}
      </Button>
      {opened && <TestsDrawer onClose={() => setOpened(false)} />}
    </>
  );
}

function TestsDrawer({ onClose }: { onClose(): void }) {
  const say = useSay();
  useFocusBack();
  return (
    <Drawer opened onClose={onClose} position='right' size='xl' title={say(words.tests)}>
      <Stack gap='xl'>
        <TestList />
        <ShadowPart />
      </Stack>
    </Drawer>
  );
}
