import { Card, Group, Stack, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { FlowSummary } from '#flows/api/flows.ts';
import { AttentionLink } from '#web/flows/AttentionLink.tsx';
import { FlowSwitch } from '#web/flows/FlowSwitch.tsx';
import { HoldNote } from '#web/flows/HoldNote.tsx';
import { LastRun, NextCheck } from '#web/flows/LastRun.tsx';
import { SystemsPath } from '#web/flows/SystemsPath.tsx';
import { useSay } from '#web/words/say.ts';
import styles from './home.module.css';
import words from './words.json';

/** One flow at a glance: on or off, how the last run went in numbers, when it checks again. */
export function FlowTile({ flow }: { flow: FlowSummary }) {
  return (
    <Card component='li'>
      <Stack gap='md' h='100%'>
        <Group justify='space-between' wrap='nowrap'>
          <SystemsPath systems={flow.systems} />
          <FlowSwitch flow={flow} />
        </Group>
        <div>
          <Title order={2} size='h4'>
            <Link to='/flows/$flowId' params={{ flowId: flow.id }} className={styles.link}>
              {flow.name}
            </Link>
          </Title>
          <Group gap='xs' mt={6}>
            <LastRun run={flow.lastRun} />
            <NextCheck flow={flow} />
          </Group>
        </div>
        {flow.lastRun && <Numbers run={flow.lastRun} />}
        <AttentionLink flow={flow} />
        <HoldNote flow={flow} />
      </Stack>
    </Card>
  );
}

function Numbers({ run }: { run: NonNullable<FlowSummary['lastRun']> }) {
  const say = useSay();
  const { counts } = run;
  const numbers = [
    { words: words.read, value: counts.read },
    { words: words.sent, value: counts.sent },
    { words: words.alreadyThere, value: counts.alreadyThere },
    { words: words.leftOut, value: counts.leftOut },
  ];
  return (
    <dl className={styles.numbers}>
      {numbers.map((number) => (
        <div key={number.words.en}>
          <dd>{say(words.number, { number: number.value })}</dd>
          <Text component='dt' size='xs' c='dimmed'>
            {say(number.words)}
          </Text>
        </div>
      ))}
    </dl>
  );
}
