import { Table, Text, UnstyledButton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { RecordSummary } from '#flows/api/runs.ts';
import { useProblem } from '#web/problems/use-problem.ts';
import { useSay } from '#web/words/say.ts';
import styles from '../editor.module.css';
import words from '../words.json';

type Props = { records: RecordSummary[]; isTry: boolean; onOpen(no: number): void };

/** The records of a run: a try-out shows on click what would be sent, a real run goes to the record itself. */
export function RecordRows({ records, isTry, onOpen }: Props) {
  const say = useSay();
  const problem = useProblem();
  if (records.length === 0) return null;
  return (
    <div className={styles.resultRows}>
      <Table verticalSpacing={6} highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{say(words.recordKey)}</Table.Th>
            <Table.Th>{say(words.recordTitle)}</Table.Th>
            <Table.Th>{say(words.recordOutcome)}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {records.map((record) => (
            <Table.Tr key={record.no}>
              <Table.Td>
                {isTry ? (
                  <UnstyledButton className={styles.recordKey} onClick={() => onOpen(record.no)}>
                    {record.key}
                  </UnstyledButton>
                ) : (
                  <Link
                    className={styles.recordKey}
                    to='/runs/$runId/records/$no'
                    params={{ runId: record.run, no: String(record.no) }}
                  >
                    {record.key}
                  </Link>
                )}
              </Table.Td>
              <Table.Td>{record.title}</Table.Td>
              <Table.Td>
                <span className={styles.count} data-tone={record.outcome}>
                  {say(words.outcomes[record.outcome])}
                </span>
                {record.problem && (
                  <Text span size='xs' c='dimmed' ml='xs'>
                    {problem(record.problem).title}
                  </Text>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
