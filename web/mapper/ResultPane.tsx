import { Code, Text, Title } from '@mantine/core';
import type { OnlyOn } from '#flows/mapping/when.ts';
import { ProblemNote } from '#web/problems/ProblemNote.tsx';
import { useSay } from '#web/words/say.ts';
import { BothWays } from './BothWays.tsx';
import styles from './mapper.module.css';
import type { Preview } from './use-preview.ts';
import words from './words.json';

type Props = { preview: Preview; only: OnlyOn | null; hasSample: boolean };

/** What comes out for the chosen sample, and what is wrong. */
export function ResultPane({ preview, only, hasSample }: Props) {
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
        <BothWays content={preview.result} only={only}>
          {(content) => (
            <Code block className={styles.json} tabIndex={0}>
              {JSON.stringify(content, null, 2)}
            </Code>
          )}
        </BothWays>
      )}
    </section>
  );
}
