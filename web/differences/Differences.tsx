import { Table, Text } from '@mantine/core';
import { type Difference, writtenPath } from '#flows/differences.ts';
import type { Words } from '#flows/words.ts';
import { useSay } from '#web/words/say.ts';
import styles from './differences.module.css';
import words from './words.json';

/** What the two sides of a comparison are called. */
const sides: Record<'times' | 'test' | 'edits' | 'change', { before: Words; after: Words }> = {
  times: { before: words.before, after: words.after },
  test: { before: words.expected, after: words.after },
  edits: { before: words.received, after: words.edited },
  change: { before: words.stood, after: words.sent },
};

type Props = {
  list: Difference[];
  label: string;
  between: keyof typeof sides;
  /** What a place is called, where its written path would not tell a person. */
  nameOf?(path: Difference['path']): string;
};

const shown = 50;

/** Field by field what two contents say; each value is data and never becomes part of the page's code. */
export function Differences({ list, label, between, nameOf = writtenPath }: Props) {
  const say = useSay();
  const { before, after } = sides[between];
  return (
    <div className={styles.frame}>
      <Table className={styles.table} aria-label={label} verticalSpacing={4} fz='sm'>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{say(words.field)}</Table.Th>
            <Table.Th>{say(before)}</Table.Th>
            <Table.Th>{say(after)}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {list.slice(0, shown).map((each) => (
            <Table.Tr key={JSON.stringify(each.path)}>
              <Table.Th scope='row'>{nameOf(each.path) || say(words.whole)}</Table.Th>
              <Table.Td data-side='before' data-label={say(before)}>
                <Value value={each.before} />
              </Table.Td>
              <Table.Td data-side='after' data-label={say(after)}>
                <Value value={each.after} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {list.length > shown && (
        <Text size='sm' c='dimmed'>
          {say(words.more, { count: list.length - shown })}
        </Text>
      )}
    </div>
  );
}

function Value({ value }: { value: Difference['before'] }) {
  const say = useSay();
  if (value === undefined) return <span className={styles.none}>{say(words.nothing)}</span>;
  return <span className={styles.value}>{typeof value === 'string' ? `“${value}”` : JSON.stringify(value)}</span>;
}
