import { Card, Group, Table, Text } from '@mantine/core';
import type { RunSummary } from '#flows/api/runs.ts';
import type { Words } from '#flows/words.ts';
import { useProblem } from '#web/problems/use-problem.ts';
import { AnchorLink } from '#web/shell/links.tsx';
import { useLanguage, useSay } from '#web/words/say.ts';
import styles from './activity.module.css';
import { sayDuration } from './duration.ts';
import { statusLooks } from './looks.ts';
import { Moment } from './Moment.tsx';
import { ResultWord } from './ResultWord.tsx';
import { TryOutMark } from './TryOutMark.tsx';
import { useNow } from './use-now.ts';
import { useStartedBy } from './use-started-by.ts';
import words from './words.json';

const columns = [words.when, words.flow, words.result] as const;
const numbers = [words.sent, words.alreadyThere, words.leftOut, words.attention, words.duration] as const;

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
            {numbers.map((title) => (
              <Table.Th key={title.en} scope='col' ta='right'>
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
  const say = useSay();
  const startedBy = useStartedBy();
  const problem = useProblem();
  const { counts } = run;
  const end = run.endedAt === null ? now : Date.parse(run.endedAt);
  return (
    <Table.Tr>
      <Table.Td className={styles.main}>
        <AnchorLink to='/runs/$runId' params={{ runId: run.id }} fw={600} size='sm' className={styles.nowrap}>
          <Moment at={run.startedAt} />
        </AnchorLink>
      </Table.Td>
      <Table.Td className={styles.wide}>
        <Group gap={8}>
          <span>{run.flow.name}</span>
          {run.mode === 'try' && <TryOutMark />}
        </Group>
        <Text size='sm' c='dimmed'>
          {say(words.by, { who: startedBy(run) })}
        </Text>
      </Table.Td>
      <Table.Td className={styles.wide}>
        <ResultWord look={statusLooks[run.status]} />
        {run.problem && (
          <Text size='sm' mt={4}>
            {problem(run.problem).title}
          </Text>
        )}
      </Table.Td>
      <NumberCell title={run.mode === 'try' ? words.wouldSend : words.sent} value={counts.sent} />
      <NumberCell title={words.alreadyThere} value={counts.alreadyThere} />
      <NumberCell title={words.leftOut} value={counts.leftOut} />
      <NumberCell title={words.attention} value={counts.attention} />
      <Table.Td className={styles.number}>{sayDuration(language, end - Date.parse(run.startedAt))}</Table.Td>
    </Table.Tr>
  );
}

/** On a phone there is no head above the numbers, so each says what it counts. */
function NumberCell({ title, value }: { title: Words; value: number }) {
  const say = useSay();
  const language = useLanguage((state) => state.language);
  return (
    <Table.Td className={value === 0 ? styles.zero : styles.number}>
      <span className={styles.cellLabel}>{say(title)} </span>
      {new Intl.NumberFormat(language).format(value)}
    </Table.Td>
  );
}
