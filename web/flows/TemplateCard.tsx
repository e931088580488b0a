import { Button, Card, Stack, Text, Title } from '@mantine/core';
import type { Template } from '#flows/api/flows.ts';
import { useSay } from '#web/words/say.ts';
import styles from './flows.module.css';
import { SystemsPath } from './SystemsPath.tsx';
import words from './words.json';

/** A ready-made flow: the sentence a merchant would say, its systems, its steps. */
export function TemplateCard({ template, choose }: { template: Template; choose: () => void }) {
  const say = useSay();
  return (
    <Card>
      <Stack gap='sm' h='100%'>
        <SystemsPath systems={Object.values(template.slots).map((slot) => slot.connector)} />
        <Title order={2} size='h4'>
          {say(template.title)}
        </Title>
        <Text size='sm'>{say(template.about)}</Text>
        <ol className={styles.steps} style={{ flex: 1 }}>
          {template.steps.map((step) => (
            <li key={step.en}>{say(step)}</li>
          ))}
        </ol>
        <Button onClick={choose} aria-label={say(words.useNamed, { name: say(template.title) })}>
          {say(words.useThis)}
        </Button>
      </Stack>
    </Card>
  );
}
