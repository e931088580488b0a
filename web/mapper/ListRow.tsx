import { ActionIcon, Group, Stack, Text } from '@mantine/core';
import { IconList, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useSay } from '#web/words/say.ts';
import { AddRow } from './AddRow.tsx';
import { removeRow, setForEach } from './edit-rows.ts';
import { FormulaInput } from './FormulaInput.tsx';
import styles from './mapper.module.css';
import { useMapper } from './mapper-context.ts';
import { RowFrame } from './RowFrame.tsx';
import { RowName } from './RowName.tsx';
import { type ListSlot, pathOf } from './slots.ts';
import { ValueRow } from './ValueRow.tsx';
import { WhenChoice, WhenNote } from './WhenChoice.tsx';
import words from './words.json';

/** A list of the target: which list of the source it walks, and a row per field of its items. */
export function ListRow({ slot }: { slot: ListSlot }) {
  const say = useSay();
  const { rows, change, chosen, preview, mayEdit } = useMapper();
  const path = pathOf(slot);
  const { to } = slot.address;
  const name = slot.field ? say(slot.field.title) : to;
  const items = preview.values.get(path);
  return (
    <RowFrame slot={slot}>
      <div className={styles.listHead}>
        <IconList size={18} stroke={1.7} aria-hidden />
        <RowName slot={slot} />
        <div className={styles.filling}>
          <ForEach slot={slot} label={say(words.forEach, { field: name })} />
          {slot.row && Array.isArray(items) && (
            <Text size='xs' c='dimmed'>
              {say(words.listItems, { count: items.length })}
            </Text>
          )}
          {chosen === path ? <WhenChoice slot={slot} /> : <WhenNote slot={slot} />}
        </div>
        {mayEdit && slot.row && (
          <ActionIcon
            variant='subtle'
            color='gray'
            aria-label={say(slot.field ? words.clearRow : words.removeRow, { field: name })}
            onClick={() => change(removeRow(rows, slot.address))}
          >
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        )}
      </div>
      <Stack gap={6} className={styles.inner}>
        {slot.slots.map((inner) => (
          <ValueRow key={pathOf(inner)} slot={inner} />
        ))}
        {mayEdit && slot.row && slot.field === null && <AddRow list={to} source={[]} />}
      </Stack>
    </RowFrame>
  );
}

/** A list row always walks something: an emptied formula is only typed text until another one stands there. */
function ForEach({ slot, label }: { slot: ListSlot; label: string }) {
  const say = useSay();
  const { rows, change } = useMapper();
  const [cleared, setCleared] = useState(false);
  const path = pathOf(slot);
  return (
    <Group gap='xs' wrap='nowrap'>
      <Text size='sm' c='dimmed' style={{ whiteSpace: 'nowrap' }}>
        {say(words.forEachShort)}
      </Text>
      <FormulaInput
        label={label}
        path={path}
        value={cleared ? '' : (slot.row?.forEach ?? '')}
        onBlur={() => setCleared(false)}
        onChange={(formula) => {
          setCleared(formula === '');
          if (formula !== '') change(setForEach(rows, slot.address.to, formula), path);
        }}
      />
    </Group>
  );
}
