import { ScrollArea, Table, Text } from '@mantine/core';
import type { SandboxTable } from '#flows/api/sandboxes.ts';
import { useLanguage, useSay } from '#web/words/say.ts';
import words from './words.json';

type Cell = SandboxTable['rows'][number][string] | undefined;

/** One plain table of a demo shop's world, newest where the shop puts it. */
export function TablePart({ table }: { table: SandboxTable }) {
  const say = useSay();
  const show = useCell();
  const isNumeric = (column: string) => table.rows.some((row) => typeof row[column] === 'number');
  if (table.rows.length === 0) return <Text c='dimmed'>{say(words.emptyTable)}</Text>;
  return (
    <ScrollArea.Autosize
      mah={520}
      type='auto'
      scrollbarSize={8}
      viewportProps={{ tabIndex: 0, 'aria-label': say(table.title) }}
    >
      <Table stickyHeader verticalSpacing='xs' highlightOnHover>
        <Table.Thead>
          <Table.Tr>
            {table.columns.map((column) => (
              <Table.Th key={column.id} ta={isNumeric(column.id) ? 'right' : undefined}>
                {say(column.title)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {table.rows.map((row, at) => (
            <Table.Tr key={at}>
              {table.columns.map((column) => (
                <Table.Td
                  key={column.id}
                  ta={isNumeric(column.id) ? 'right' : undefined}
                  style={{ whiteSpace: isShort(row[column.id]) ? 'nowrap' : undefined }}
                >
                  {show(row[column.id])}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea.Autosize>
  );
}

/** Amounts and dates stay on one line; names and titles may wrap. */
const isShort = (value: Cell) => String(value).length <= 12;

function useCell() {
  const say = useSay();
  const language = useLanguage((state) => state.language);
  return (value: Cell) => {
    if (typeof value === 'boolean') return say(value ? words.yes : words.no);
    if (typeof value === 'number') return new Intl.NumberFormat(language).format(value);
    return value ?? '–';
  };
}
