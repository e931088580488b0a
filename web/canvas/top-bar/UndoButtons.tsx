import { ActionIcon, Group, Tooltip } from '@mantine/core';
import { IconArrowBackUp, IconArrowForwardUp, type TablerIcon } from '@tabler/icons-react';
import { useStore } from 'zustand';
import type { Words } from '#flows/words.ts';
import { useSay } from '#web/words/say.ts';
import styles from '../editor.module.css';
import { useEditor } from '../editor-context.ts';
import words from '../words.json';

/** Undo and redo of everything that is done to the flow. */
export function UndoButtons() {
  const say = useSay();
  const { store } = useEditor();
  const past = useStore(store.temporal, (state) => state.pastStates.length);
  const future = useStore(store.temporal, (state) => state.futureStates.length);
  const buttons: { title: Words; Icon: TablerIcon; act(): void; off: boolean }[] = [
    { title: words.undo, Icon: IconArrowBackUp, act: store.getState().undo, off: past === 0 },
    { title: words.redo, Icon: IconArrowForwardUp, act: store.getState().redo, off: future === 0 },
  ];
  return (
    <Group gap={0} wrap='nowrap'>
      {buttons.map(({ title, Icon, act, off }) => (
        <Tooltip key={title.en} label={say(title)}>
          <ActionIcon
            className={styles.undo}
            variant='subtle'
            color='gray'
            size='lg'
            onClick={act}
            disabled={off}
            aria-label={say(title)}
          >
            <Icon size={18} aria-hidden />
          </ActionIcon>
        </Tooltip>
      ))}
    </Group>
  );
}
