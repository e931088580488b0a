import { Card, Group, Table, Text } from '@mantine/core';
import type { RunSummary } from '#flows/api/runs.ts';
import { useProblem } from '#web/problems/use-problem.ts';
import { AnchorLink } from '#web/shell/links.tsx';
import { useLanguage, useSay } from '#web/words/say.ts';
import styles from './activity.module.css';
import { statusLooks } from './looks.ts';
import { Moment } from './Moment.tsx';
import { ResultWord } from './ResultWord.tsx';
import { countsSentence, runDuration } from './run-sentence.ts';
import { TryOutMark } from './TryOutMark.tsx';
import { useNow } from './use-now.ts';
import { useStartedBy } from './use-started-by.ts';
import words from './words.json';

const columns = [words.when, words.flow, words.result, words.items, words.duration] as const;

/** Runs as a table; on a phone each row is a card. */
export function RunTable({ runs }: { runs: RunSummary[] }) {
  const say = useSay();
  const now = useNow(runs.some((run) => run.endedAt === null));
  return (
    <Card p={0} className={styles.card}>
      <Table
        className={styles.table}
        aria-label={say(words.runs)}
        highlightOnHover
        horizontalSpacing='md'
        verticalSpacing='sm'
      >
        <Table.Thead>
          <Table.Tr>
            {columns.map((title) => (
              <Table.Th key={title.en} scope='col'>
                {say(title)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {runs.map((run) => (
            <RunRow key={run.id} run={run} now={now} />
          ))}
        </Table.Tbody>
      </Table>
    </Card>
  );
}

function RunRow({ run, now }: { run: RunSummary; now: number }) {
  const language = useLanguage((state) => state.language);
  const startedBy = useStartedBy();
  return (
    <Table.Tr>
      <Table.Td className={styles.main}>
        <AnchorLink to='/runs/$runId' params={{ runId: run.id }} fw={600} size='sm' className={styles.nowrap}>
          <Moment at={run.startedAt} />
        </AnchorLink>
        <Text size='sm' c='dimmed'>
          {startedBy(run)}
        </Text>
      </Table.Td>
      <Table.Td className={styles.wide}>
        <Group gap={8}>
          <span>{run.flow.name}</span>
          {run.mode === 'try' && <TryOutMark />}
        </Group>
      </Table.Td>
      <Table.Td className={styles.wide}>
        <RunResult run={run} />
      </Table.Td>
      <Table.Td className={styles.result}>{countsSentence(language, run)}</Table.Td>
      <Table.Td className={styles.when}>{runDuration(language, run, now)}</Table.Td>
    </Table.Tr>
  );
}

function RunResult({ run }: { run: RunSummary }) {
  const problem = useProblem();
  return (
    <>
      <ResultWord look={statusLooks[run.status]} />
      {run.problem && (
        <Text size='sm' mt={4}>
          {problem(run.problem).title}
        </Text>
      )}
    </>
  );
}
