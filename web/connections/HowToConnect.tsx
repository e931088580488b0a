import { Card, Text, Title } from '@mantine/core';
import type { ConnectorInfo } from '#flows/api/connectors.ts';
import { useSay } from '#web/words/say.ts';
import styles from './connections.module.css';
import words from './words.json';

/** "Where do I find this?" step by step, with the other system's own menu names. */
export function HowToConnect({ connector }: { connector: ConnectorInfo }) {
  const say = useSay();
  if (connector.howToConnect.length === 0) return null;
  return (
    <Card component='section' aria-labelledby='how-to-connect'>
      <Title order={2} size='h4' mb='md' id='how-to-connect'>
        {say(words.howTo)}
      </Title>
      <ol className={styles.steps}>
        {connector.howToConnect.map((step) => (
          <li key={step.en}>
            <Text size='sm'>{say(step)}</Text>
          </li>
        ))}
      </ol>
      <Text size='xs' c='dimmed'>
        {say(words.copyAsShown)}
      </Text>
    </Card>
  );
}
