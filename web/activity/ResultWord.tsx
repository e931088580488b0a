import { Badge } from '@mantine/core';
import { useSay } from '#web/words/say.ts';
import styles from './activity.module.css';
import type { Look } from './looks.ts';

export function ResultWord({ look, size = 'md' }: { look: Look; size?: 'md' | 'lg' }) {
  const say = useSay();
  const { Icon } = look;
  return (
    <Badge
      variant='light'
      color={look.color}
      size={size}
      className={styles.word}
      leftSection={<Icon size={14} aria-hidden />}
    >
      {say(look.words)}
    </Badge>
  );
}
