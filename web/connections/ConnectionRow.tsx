import { Card, Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Connection } from '#flows/api/connections.ts';
import { useSay } from '#web/words/say.ts';
import { useWhen } from '#web/words/when.ts';
import styles from './connections.module.css';
import { DemoConnectionMark, StateMark } from './StateMark.tsx';
import { SystemMark, useSystemName } from './SystemMark.tsx';
import words from './words.json';

export function ConnectionRow({ connection }: { connection: Connection }) {
  const say = useSay();
  const name = useSystemName();
  const { ago } = useWhen();
  const used = connection.flows.length;
  return (
    <Card component='li' padding='md' className={styles.row}>
      <SystemMark connector={connection.connector} size={44} />
      <div className={styles.rowName}>
        <Group gap='xs'>
          <Link to='/connections/$connectionId' params={{ connectionId: connection.id }} className={styles.rowLink}>
            {connection.name}
          </Link>
          {connection.sandbox && <DemoConnectionMark />}
        </Group>
        <Text size='sm' c='dimmed'>
          {name(connection.connector)} · {used === 0 ? say(words.unused) : say(words.usedBy, { count: used })}
        </Text>
      </div>
      <div className={styles.rowState}>
        <StateMark connection={connection} />
        {connection.checkedAt && (
          <Text size='xs' c='dimmed'>
            {say(words.checked, { when: ago(connection.checkedAt) })}
          </Text>
        )}
      </div>
    </Card>
  );
}
