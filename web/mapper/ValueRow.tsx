import { ActionIcon, Text } from '@mantine/core';
import { IconArrowNarrowRight, IconTrash } from '@tabler/icons-react';
import { useSay } from '#web/words/say.ts';
import { removeRow, setFormula } from './edit-rows.ts';
import { FormulaInput } from './FormulaInput.tsx';
import { IfEmptyChoice, IfEmptyNote } from './IfEmptyChoice.tsx';
import styles from './mapper.module.css';
import { useMapper } from './mapper-context.ts';
import { RowFrame } from './RowFrame.tsx';
import { RowName } from './RowName.tsx';
import { showValue } from './show-value.ts';
import { pathOf, type ValueSlot } from './slots.ts';
import { TranslationChoice, TranslationNote } from './TranslationChoice.tsx';
import { WhenChoice, WhenNote } from './WhenChoice.tsx';
import words from './words.json';

/** One field of the target: what fills it, what that gives now, and what happens when it gives nothing. */
export function ValueRow({ slot }: { slot: ValueSlot }) {
  const say = useSay();
  const { rows, change, chosen, mayEdit } = useMapper();
  const path = pathOf(slot);
  const name = slot.field ? say(slot.field.title) : path;
  const keep = slot.field === null;
  return (
    <RowFrame slot={slot}>
      <RowName slot={slot} />
      <div className={styles.filling}>
        <FormulaInput
          label={name}
          path={path}
          value={slot.row?.from ?? ''}
          onChange={(from) => change(setFormula(rows, slot.address, from, keep), path)}
        />
        <RowValue path={path} />
        {chosen === path ? <IfEmptyChoice slot={slot} /> : <IfEmptyNote slot={slot} />}
        {chosen === path ? <TranslationChoice slot={slot} /> : <TranslationNote slot={slot} />}
        {chosen === path ? <WhenChoice slot={slot} /> : <WhenNote slot={slot} />}
      </div>
      {mayEdit && slot.row && (
        <ActionIcon
          variant='subtle'
          color='gray'
          aria-label={say(keep ? words.removeRow : words.clearRow, { field: name })}
          onClick={() => change(removeRow(rows, slot.address))}
        >
          <IconTrash size={16} aria-hidden />
        </ActionIcon>
      )}
    </RowFrame>
  );
}

/** What the row gives for the chosen sample; inside a list, the values of its items. */
function RowValue({ path }: { path: string }) {
  const { preview } = useMapper();
  if (!preview.values.has(path)) return null;
  const value = preview.values.get(path);
  const shown = path.includes('[].') && Array.isArray(value) ? value.map(showValue).join(' · ') : showValue(value);
  if (shown === '') return null;
  return (
    <Text size='xs' className={styles.value}>
      <IconArrowNarrowRight size={14} aria-hidden />
      <span>{shown}</span>
    </Text>
  );
}
