import { Badge, Button, Card, Group, Stack, Text } from '@mantine/core';
import { IconLanguage, IconPlus } from '@tabler/icons-react';
import { useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import type { ValueTableSummary } from '#flows/api/value-tables.ts';
import { useRoute } from '#web/api/queries.ts';
import { useMay } from '#web/session/use-session.ts';
import { EmptyState } from '#web/shell/EmptyState.tsx';
import { ErrorState } from '#web/shell/ErrorState.tsx';
import { LoadingRows } from '#web/shell/LoadingPage.tsx';
import { AnchorLink } from '#web/shell/links.tsx';
import { PageFrame } from '#web/shell/PageFrame.tsx';
import { useSay } from '#web/words/say.ts';
import { NewTable } from './NewTable.tsx';
import { useChanged } from './use-changed.ts';
import words from './words.json';

/** Translate values: every list, and where values are missing. */
export function TablesPage() {
  const say = useSay();
  const may = useMay();
  const { make } = useSearch({ from: '/translations' });
  const [making, setMaking] = useState(make !== undefined);
  const tables = useRoute('listValueTables', {});
  const items = tables.data?.items ?? [];
  const add = may('createValueTable') && (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setMaking(true)}>
      {say(words.newList)}
    </Button>
  );
  return (
    <PageFrame title={say(words.title)} about={say(words.about)} actions={items.length > 0 && add}>
      {tables.isPending && <LoadingRows />}
      {tables.isError && <ErrorState error={tables.error} again={() => tables.refetch()} />}
      {tables.data && items.length === 0 && (
        <EmptyState Icon={IconLanguage} title={say(words.emptyTitle)} about={say(words.emptyAbout)}>
          {add}
        </EmptyState>
      )}
      <Stack gap='sm' component='ul' p={0} m={0} style={{ listStyle: 'none' }}>
        {items.map((table) => (
          <TableLine key={table.id} table={table} />
        ))}
      </Stack>
      {making && may('createValueTable') && <NewTable named={make ?? ''} close={() => setMaking(false)} />}
    </PageFrame>
  );
}

function TableLine({ table }: { table: ValueTableSummary }) {
  const say = useSay();
  const changed = useChanged();
  return (
    <Card component='li' withBorder radius='md' padding='md'>
      <Group justify='space-between' gap='sm'>
        <div>
          <AnchorLink to='/translations/$tableId' params={{ tableId: table.id }} fw={600}>
            {table.name}
          </AnchorLink>
          <Text size='sm' c='dimmed'>
            {say(words.size, { count: table.size })} · {changed(table)}
          </Text>
        </div>
        {table.unknown > 0 && (
          <Badge color='orange' variant='light' size='lg' tt='none'>
            {say(words.unknownCount, { count: table.unknown })}
          </Badge>
        )}
      </Group>
    </Card>
  );
}
