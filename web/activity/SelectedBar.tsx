import { Button, Group, Paper, Text } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useSay } from '#web/words/say.ts';
import styles from './activity.module.css';
import type { Selection } from './use-selection.ts';
import words from './words.json';

/** What can be done with the ticked records; stays in sight at the bottom of the list. */
export function SelectedBar({ selection, onTryAgain }: { selection: Selection; onTryAgain(): void }) {
  const say = useSay();
  const count = selection.records.length;
  if (count === 0) return null;
  return (
    <Paper withBorder shadow='md' p='sm' radius='lg' className={styles.bar}>
      <Group justify='space-between'>
        <Text fw={600} role='status'>
          {say(words.selected, { count })}
        </Text>
        <Group gap='sm'>
          <Button variant='subtle' color='gray' onClick={selection.clear}>
            {say(words.clearSelection)}
          </Button>
          <Button leftSection={<IconRefresh size={18} aria-hidden />} onClick={onTryAgain}>
            {say(words.tryAgainCount, { count })}
          </Button>
        </Group>
      </Group>
    </Paper>
  );
}
