import { Card, Text, Title, VisuallyHidden } from '@mantine/core';
import { IconCircle, IconCircleCheckFilled } from '@tabler/icons-react';
import type { FlowSummary } from '#flows/api/flows.ts';
import { useRoute } from '#web/api/queries.ts';
import { useMay } from '#web/session/use-session.ts';
import { AnchorLink } from '#web/shell/links.tsx';
import { useSay } from '#web/words/say.ts';
import { beginnerSteps } from './beginner-steps.ts';
import styles from './home.module.css';
import words from './words.json';

/** The way in for a beginner; it goes away by itself when all is done. */
export function BeginnerSteps({ flows }: { flows: FlowSummary[] }) {
  const say = useSay();
  const may = useMay();
  const connections = useRoute('listConnections', {});
  const runs = useRoute('listRuns', { query: { limit: 1 } });
  if (!connections.data || !runs.data || !may('createFlow')) return null;
  const steps = beginnerSteps({ connections: connections.data.items, flows, runs: runs.data.items });
  const next = steps.find((step) => !step.done);
  if (!next) return null;
  return (
    <Card component='section' aria-labelledby='beginner'>
      <Title order={2} size='h4' mb='md' id='beginner'>
        {say(words.beginner, { done: steps.filter((step) => step.done).length, all: steps.length })}
      </Title>
      <ol className={styles.ticks}>
        {steps.map((step) => (
          <li key={step.id} className={styles.tick} data-done={step.done || undefined}>
            {step.done ? <IconCircleCheckFilled size={22} aria-hidden /> : <IconCircle size={22} aria-hidden />}
            {step === next ? (
              <AnchorLink to={step.to} fw={600}>
                {say(step.words)}
              </AnchorLink>
            ) : (
              <Text component='span'>{say(step.words)}</Text>
            )}
            {step.done && <VisuallyHidden>{say(words.stepDone)}</VisuallyHidden>}
          </li>
        ))}
      </ol>
    </Card>
  );
}
