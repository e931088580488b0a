import { ActionIcon, Alert, Button, Group, Stack, Table, TextInput, Title, VisuallyHidden } from '@mantine/core';
import { IconPlus, IconSearch, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import type { ValueTable } from '#flows/api/value-tables.ts';
import type { TableRow } from '#flows/mapping/value-table.ts';
import { useDeed } from '#web/api/queries.ts';
import { useApiError } from '#web/problems/use-api-error.ts';
import { useMay } from '#web/session/use-session.ts';
import { useTell } from '#web/shell/use-tell.ts';
import { useSay } from '#web/words/say.ts';
import { type EditedRow, matching, toSave, twiceAt } from './edit-table.ts';
import words from './words.json';

/** As many lines as a screen can take at once; the others come on demand. */
const pageSize = 100;

/** The list's values in two columns; what is changed is saved as one new version. */
export function TableRows({ table }: { table: ValueTable }) {
  const say = useSay();
  const may = useMay();
  const mayEdit = may('saveValueTable');
  const [rows, setRows] = useState<readonly EditedRow[]>(table.rows);
  const [q, setQ] = useState('');
  const [pages, setPages] = useState(1);
  const twice = twiceAt(rows);
  const found = matching(rows, q);
  const edit = (at: number, row: EditedRow | null) =>
    setRows(rows.flatMap((each, index) => (index === at ? (row ?? []) : each)));
  return (
    <Stack component='section' gap='sm' aria-labelledby='values'>
      <Group justify='space-between'>
        <Title order={2} size='h4' id='values'>
          {say(words.values)}
        </Title>
        {rows.length > 10 && <Search q={q} onChange={setQ} />}
      </Group>
      <Table verticalSpacing={4} aria-labelledby='values'>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{say(words.from)}</Table.Th>
            <Table.Th>{say(words.to)}</Table.Th>
            {mayEdit && (
              <Table.Th>
                <VisuallyHidden>{say(words.actions)}</VisuallyHidden>
              </Table.Th>
            )}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {found.slice(0, pages * pageSize).map((at) => (
            <Line key={at} at={at} row={rows[at] ?? emptyRow} twice={twice.has(at)} mayEdit={mayEdit} edit={edit} />
          ))}
        </Table.Tbody>
      </Table>
      <Group>
        {found.length > pages * pageSize && (
          <Button variant='default' onClick={() => setPages(pages + 1)}>
            {say(words.more)}
          </Button>
        )}
        {mayEdit && (
          <Button
            variant='light'
            leftSection={<IconPlus size={16} aria-hidden />}
            onClick={() => {
              setQ('');
              setPages(Math.ceil((rows.length + 1) / pageSize));
              setRows([...rows, emptyRow]);
            }}
          >
            {say(words.addLine)}
          </Button>
        )}
      </Group>
      {mayEdit && <SaveBar table={table} rows={rows} valid={twice.size === 0} reset={() => setRows(table.rows)} />}
    </Stack>
  );
}

const emptyRow: TableRow = { from: '', to: '' };

function Search({ q, onChange }: { q: string; onChange(q: string): void }) {
  const say = useSay();
  return (
    <TextInput
      type='search'
      aria-label={say(words.search)}
      placeholder={say(words.search)}
      leftSection={<IconSearch size={16} aria-hidden />}
      value={q}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

type LineProps = {
  at: number;
  row: EditedRow;
  twice: boolean;
  mayEdit: boolean;
  edit(at: number, row: EditedRow | null): void;
};

function Line({ at, row, twice, mayEdit, edit }: LineProps) {
  const say = useSay();
  const line = at + 1;
  return (
    <Table.Tr>
      <Table.Td>
        <TextInput
          aria-label={say(words.fromOf, { line })}
          value={row.from}
          maxLength={300}
          readOnly={!mayEdit}
          error={twice && say(words.twice)}
          onChange={(event) => edit(at, { ...row, from: event.currentTarget.value })}
        />
      </Table.Td>
      <Table.Td>
        <TextInput
          aria-label={say(words.toOf, { line })}
          value={row.to}
          maxLength={300}
          readOnly={!mayEdit}
          onChange={(event) => edit(at, { ...row, to: event.currentTarget.value })}
        />
      </Table.Td>
      {mayEdit && (
        <Table.Td w={44}>
          <ActionIcon
            variant='subtle'
            color='gray'
            aria-label={say(words.removeLine, { line })}
            onClick={() => edit(at, null)}
          >
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        </Table.Td>
      )}
    </Table.Tr>
  );
}

type SaveProps = { table: ValueTable; rows: readonly EditedRow[]; valid: boolean; reset(): void };

function SaveBar({ table, rows, valid, reset }: SaveProps) {
  const say = useSay();
  const tell = useTell();
  const sentence = useApiError();
  const save = useDeed('saveValueTable', ['getValueTable', 'listValueTables']);
  const isChanged = JSON.stringify(toSave(rows)) !== JSON.stringify(table.rows);
  if (!isChanged) return null;
  const submit = () =>
    save.mutate(
      { params: { id: table.id }, body: { rows: toSave(rows), version: table.version } },
      { onSuccess: ({ version }) => tell.done(words.saved, { version }) },
    );
  const error = save.error && (save.error.details.status === 409 ? say(words.someoneElse) : sentence(save.error));
  return (
    <>
      {error && (
        <Alert role='alert' color='red'>
          {error}
        </Alert>
      )}
      <Group>
        <Button onClick={submit} loading={save.isPending} disabled={!valid}>
          {say(words.save)}
        </Button>
        <Button variant='default' onClick={reset}>
          {say(words.reset)}
        </Button>
      </Group>
    </>
  );
}
