import { Button, Group, Progress, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { IconWand } from '@tabler/icons-react';
import { useState } from 'react';
import { useTell } from '#web/shell/use-tell.ts';
import { useSay } from '#web/words/say.ts';
import { AddRow } from './AddRow.tsx';
import { ListRow } from './ListRow.tsx';
import styles from './mapper.module.css';
import { useMapper } from './mapper-context.ts';
import { matchFields } from './match.ts';
import { isFilled, pathOf, progress, type Slot } from './slots.ts';
import type { SourceField } from './source-fields.ts';
import { ValueRow } from './ValueRow.tsx';
import words from './words.json';

type Props = { slots: Slot[]; source: SourceField[]; open: boolean };

/** One row per field of the target. */
export function RowsPane({ slots, source, open }: Props) {
  const say = useSay();
  const [all, setAll] = useState(true);
  const { mayEdit } = useMapper();
  const { filled, required } = progress(slots);
  const shown = all ? slots : slots.filter((slot) => !isFilled(slot) || slot.is === 'list');
  return (
    <section className={styles.rows} aria-label={say(words.rows)}>
      <Group justify='space-between' gap='sm'>
        <Title order={3} size='h5'>
          {say(words.rows)}
        </Title>
        <Group gap='sm'>
          {!open && (
            <SegmentedControl
              size='xs'
              aria-label={say(words.whichRows)}
              value={all ? 'all' : 'empty'}
              onChange={(next) => setAll(next === 'all')}
              data={[
                { value: 'all', label: say(words.allRows) },
                { value: 'empty', label: say(words.emptyRows) },
              ]}
            />
          )}
          {mayEdit && !open && <MatchAll slots={slots} source={source} />}
        </Group>
      </Group>
      {required > 0 && (
        <Group gap='sm' wrap='nowrap'>
          <Text size='sm' c='dimmed'>
            {say(words.progress, { filled, count: required })}
          </Text>
          <Progress flex={1} maw={240} value={(filled / required) * 100} aria-label={say(words.progressBar)} />
        </Group>
      )}
      {open && (
        <Text size='sm' c='dimmed'>
          {say(words.openTarget)}
        </Text>
      )}
      <Stack gap={6}>
        {shown.map((slot) =>
          slot.is === 'list' ? <ListRow key={pathOf(slot)} slot={slot} /> : <ValueRow key={pathOf(slot)} slot={slot} />,
        )}
      </Stack>
      {mayEdit && open && <AddRow list={null} source={source} />}
    </section>
  );
}

function MatchAll({ slots, source }: { slots: Slot[]; source: SourceField[] }) {
  const say = useSay();
  const tell = useTell();
  const { rows, change } = useMapper();
  const match = () => {
    const next = matchFields(rows, slots, source);
    const found = countRows(next) - countRows(rows);
    if (found > 0) change(next);
    tell.done(words.matched, { count: found });
  };
  return (
    <Button size='xs' variant='light' leftSection={<IconWand size={16} aria-hidden />} onClick={match}>
      {say(words.matchAll)}
    </Button>
  );
}

const countRows = (rows: ReturnType<typeof matchFields>) =>
  rows.reduce((sum, row) => sum + ('forEach' in row ? row.rows.length : 1), 0);
