import { Code, Text, Title } from '@mantine/core';
import { ProblemNote } from '#web/problems/ProblemNote.tsx';
import { useSay } from '#web/words/say.ts';
import styles from './mapper.module.css';
import type { Preview } from './use-preview.ts';
import words from './words.json';

/** What comes out for the chosen sample, and what is wrong. */
export function ResultPane({ preview, hasSample }: { preview: Preview; hasSample: boolean }) {
  const say = useSay();
  return (
    <section className={styles.result} aria-label={say(words.result)}>
      <Title order={3} size='h5'>
        {say(words.result)}
      </Title>
      {preview.problems.map(({ problem, path }) => (
        <ProblemNote key={`${path} ${problem.code} ${JSON.stringify(problem.params)}`} problem={problem} />
      ))}
      {!hasSample && (
        <Text size='sm' c='dimmed'>
          {say(words.noSample)}
        </Text>
      )}
      {preview.result !== undefined && preview.result !== null && (
        <Code block className={styles.json} tabIndex={0}>
          {JSON.stringify(preview.result, null, 2)}
        </Code>
      )}
    </section>
  );
}
