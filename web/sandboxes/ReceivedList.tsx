import { Accordion, Code, Group, Text } from '@mantine/core';
import type { RouteAnswer } from '#web/api/client.ts';
import { useSay } from '#web/words/say.ts';
import { useWhen } from '#web/words/when.ts';
import styles from './sandboxes.module.css';
import words from './words.json';

/** What was written to a demo shop from outside, newest first: proof outside the activity log. */
export function ReceivedList({ items }: { items: RouteAnswer<'listReceived'>['items'] }) {
  const say = useSay();
  const { time } = useWhen();
  if (items.length === 0) return <Text c='dimmed'>{say(words.nothingReceived)}</Text>;
  return (
    <Accordion variant='separated' multiple>
      {items.toReversed().map((item, at) => (
        // The list only grows at its start, so the place from the end is its identity.
        <Accordion.Item key={items.length - at} value={String(items.length - at)}>
          <Accordion.Control>
            <Group gap='sm' justify='space-between' pr='sm'>
              <Text fw={600}>
                {item.what} {item.id}
              </Text>
              <Text size='sm' c='dimmed'>
                {time(item.at)}
              </Text>
            </Group>
          </Accordion.Control>
          <Accordion.Panel>
            <Code block className={styles.body} tabIndex={0}>
              {JSON.stringify(item.body, null, 2)}
            </Code>
          </Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  );
}
