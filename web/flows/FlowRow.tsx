import { Badge, Card, Group } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Connection } from '#flows/api/connections.ts';
import type { FlowSummary } from '#flows/api/flows.ts';
import { useSay } from '#web/words/say.ts';
import { AttentionLink } from './AttentionLink.tsx';
import { FlowMenu } from './FlowMenu.tsx';
import { FlowSwitch } from './FlowSwitch.tsx';
import styles from './flows.module.css';
import { HoldNote } from './HoldNote.tsx';
import { LastRun, NextCheck } from './LastRun.tsx';
import { SystemsPath } from './SystemsPath.tsx';
import words from './words.json';

/** One flow in the list: where it goes, whether it is on, how it went last. */
export function FlowRow({ flow, connections }: { flow: FlowSummary; connections: Connection[] }) {
  const say = useSay();
  const demo = connections.some((each) => each.sandbox && each.flows.some((user) => user.id === flow.id));
  return (
    <Card component='li' padding='md' className={styles.row}>
      <div className={styles.rowMain}>
        <SystemsPath systems={flow.systems} />
        <div className={styles.rowName}>
          <Group gap='xs'>
            <Link to='/flows/$flowId' params={{ flowId: flow.id }} className={styles.link}>
              {flow.name}
            </Link>
            {demo && (
              <Badge variant='outline' color='orange'>
                {say(words.demo)}
              </Badge>
            )}
            {flow.publishedVersion === null && (
              <Badge variant='light' color='gray'>
                {say(words.draft)}
              </Badge>
            )}
            {flow.publishedVersion !== null && flow.changed && (
              <Badge variant='light' color='blue'>
                {say(words.changed)}
              </Badge>
            )}
          </Group>
          <Group gap='xs' mt={2}>
            <LastRun run={flow.lastRun} />
            <NextCheck flow={flow} />
          </Group>
        </div>
        <AttentionLink flow={flow} />
        <FlowSwitch flow={flow} />
        <FlowMenu flow={flow} />
      </div>
      <HoldNote flow={flow} />
    </Card>
  );
}
