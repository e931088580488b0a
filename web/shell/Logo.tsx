import { Group } from '@mantine/core';
import styles from './frame.module.css';

/** The mark and the name of the product. */
export function Logo() {
  return (
    <Group gap={10} wrap='nowrap'>
      <img src='/koppel.svg' alt='' width={28} height={28} />
      <span className={styles.name}>Koppel</span>
    </Group>
  );
}
