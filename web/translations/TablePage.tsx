import { Box, Group, List, Stack, Text, Title } from '@mantine/core';
import { useParams } from '@tanstack/react-router';
import type { ValueTable } from '#flows/api/value-tables.ts';
import { useRoute } from '#web/api/queries.ts';
import { ErrorState } from '#web/shell/ErrorState.tsx';
import { LoadingRows } from '#web/shell/LoadingPage.tsx';
import { AnchorLink } from '#web/shell/links.tsx';
import { PageFrame } from '#web/shell/PageFrame.tsx';
import { useSay } from '#web/words/say.ts';
import { useWhen } from '#web/words/when.ts';
import { TableMenu } from './TableMenu.tsx';
import { TableRows } from './TableRows.tsx';
import { UnknownValues } from './UnknownValues.tsx';
import { useChanged } from './use-changed.ts';
import words from './words.json';

/** One translation list: what is missing from it, its values, and its history. */
export function TablePage() {
  const say = useSay();
  const changed = useChanged();
  const { tableId } = useParams({ from: '/translations/$tableId' });
  const table = useRoute('getValueTable', { params: { id: tableId } });
  const about = table.data && `${say(words.size, { count: table.data.size })} · ${changed(table.data)}`;
  return (
    <PageFrame
      title={table.data?.name ?? say(words.title)}
      about={about}
      width='reading'
      actions={table.data && <TableMenu table={table.data} />}
    >
      <AnchorLink to='/translations' size='sm'>
        {say(words.back)}
      </AnchorLink>
      {table.isPending && <LoadingRows />}
      {table.isError && <ErrorState error={table.error} again={() => table.refetch()} />}
      {table.data && (
        <Stack gap='xl' mt='md'>
          <UnknownValues table={table.data} />
          <TableRows key={table.data.version} table={table.data} />
          <Users table={table.data} />
          <History table={table.data} />
        </Stack>
      )}
    </PageFrame>
  );
}

function Users({ table: { flows } }: { table: ValueTable }) {
  const say = useSay();
  if (flows.length === 0) return <Text c='dimmed'>{say(words.notUsed)}</Text>;
  return (
    <Group gap='xs'>
      <Text fw={600}>{say(words.usedBy)}</Text>
      {flows.map(({ id, name }) => (
        <AnchorLink key={id} to='/flows/$flowId' params={{ flowId: id }}>
          {name}
        </AnchorLink>
      ))}
    </Group>
  );
}

function History({ table: { versions } }: { table: ValueTable }) {
  const say = useSay();
  const { time } = useWhen();
  return (
    <Box component='details'>
      <summary>
        <Title order={2} size='h5' display='inline'>
          {say(words.history)}
        </Title>
      </summary>
      <List size='sm' mt='xs' spacing={4}>
        {versions.map(({ version, changedAt, changedBy, size }) => (
          <List.Item key={version}>
            {say(words.versionLine, { version, when: time(changedAt), who: changedBy ?? say(words.template) })} ·{' '}
            {say(words.size, { count: size })}
          </List.Item>
        ))}
      </List>
    </Box>
  );
}
