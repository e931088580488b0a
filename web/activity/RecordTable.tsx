import { Card, Checkbox, Stack, Table, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { RecordSummary } from '#flows/api/runs.ts';
import { useProblem } from '#web/problems/use-problem.ts';
import { AnchorLink } from '#web/shell/links.tsx';
import { useSay } from '#web/words/say.ts';
import styles from './activity.module.css';
import { outcomeLooks } from './looks.ts';
import { Moment } from './Moment.tsx';
import { ResultWord } from './ResultWord.tsx';
import { titleBeside } from './record-title.ts';
import type { Selection } from './use-selection.ts';
import words from './words.json';

type Props = {
  label: string;
  records: RecordSummary[];
  /** The column that differs: the flow across runs, the step within one. */
  place: { title: string; of(record: RecordSummary): ReactNode };
  /** null for those who may not try again. */
  selection: Selection | null;
};

/** Records as a table; on a phone each row is a card. */
export function RecordTable({ label, records, place, selection }: Props) {
  const say = useSay();
  return (
    <Card p={0} className={styles.card}>
      <Table className={styles.table} aria-label={label} highlightOnHover horizontalSpacing='md' verticalSpacing='sm'>
        <Table.Thead>
          <Table.Tr>
            {selection && <TickAll selection={selection} />}
            <Table.Th scope='col'>{say(words.item)}</Table.Th>
            <Table.Th scope='col'>{place.title}</Table.Th>
            <Table.Th scope='col'>{say(words.result)}</Table.Th>
            <Table.Th scope='col'>{say(words.when)}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {records.map((record) => (
            <RecordRow
              key={`${record.run}/${record.no}`}
              record={record}
              place={place.of(record)}
              selection={selection}
            />
          ))}
        </Table.Tbody>
      </Table>
    </Card>
  );
}

function TickAll({ selection }: { selection: Selection }) {
  const say = useSay();
  return (
    <Table.Th className={styles.tick}>
      <Checkbox
        aria-label={say(words.selectAll)}
        checked={selection.all}
        indeterminate={!selection.all && selection.records.length > 0}
        disabled={!selection.any}
        onChange={selection.toggleAll}
      />
    </Table.Th>
  );
}

type RowProps = { record: RecordSummary; place: ReactNode; selection: Selection | null };

function RecordRow({ record, place, selection }: RowProps) {
  const say = useSay();
  return (
    <Table.Tr>
      {selection && (
        <Table.Td className={styles.tick}>
          {selection.maySelect(record) && (
            <Checkbox
              aria-label={say(words.selectOne, { key: record.key })}
              checked={selection.has(record)}
              onChange={() => selection.toggle(record)}
            />
          )}
        </Table.Td>
      )}
      <Table.Td className={styles.main}>
        <AnchorLink to='/runs/$runId/records/$no' params={{ runId: record.run, no: String(record.no) }} fw={600}>
          {record.key}
        </AnchorLink>
        <Text size='sm' c='dimmed' lineClamp={2}>
          {titleBeside(record.key, record.title)}
        </Text>
      </Table.Td>
      <Table.Td className={styles.wide}>{place}</Table.Td>
      <Table.Td className={styles.result}>
        <RecordResult record={record} />
      </Table.Td>
      <Table.Td className={styles.when}>
        <Moment at={record.at} />
      </Table.Td>
    </Table.Tr>
  );
}

function RecordResult({ record }: { record: RecordSummary }) {
  const problem = useProblem();
  const say = useSay();
  return (
    <Stack gap={4} align='flex-start'>
      <ResultWord look={outcomeLooks[record.outcome]} />
      {record.otherWay && <Text size='sm'>{say(words.wentOtherWay)}</Text>}
      {record.problem && <Text size='sm'>{problem(record.problem).title}</Text>}
      {record.replayedBy && (
        <AnchorLink to='/runs/$runId' params={{ runId: record.replayedBy }} size='sm'>
          {say(words.triedAgain)}
        </AnchorLink>
      )}
    </Stack>
  );
}
