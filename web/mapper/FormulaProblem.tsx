import { Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { MappingProblem } from '#flows/mapping/check.ts';
import { useProblem } from '#web/problems/use-problem.ts';
import { faultyPart } from './faulty-part.ts';
import styles from './mapper.module.css';

/** What is wrong with a formula, with the very place marked. */
export function FormulaProblem({ id, formula, problem }: { id: string; formula: string; problem: MappingProblem }) {
  const say = useProblem();
  const { title, happened, fix } = say(problem.problem);
  const part = faultyPart(formula, problem.position);
  return (
    <div id={id} className={styles.problem} title={fix}>
      {part && (
        <code className={styles.excerpt}>
          {part.before}
          <mark>{part.faulty}</mark>
          {part.after}
        </code>
      )}
      <Text size='xs' component='span'>
        <IconAlertTriangle size={13} aria-hidden /> <strong>{title}.</strong> {happened}
      </Text>
    </div>
  );
}
