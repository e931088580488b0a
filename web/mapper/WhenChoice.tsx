import { Select, Text } from '@mantine/core';
import type { When } from '#flows/mapping/rows.ts';
import { useSay } from '#web/words/say.ts';
import { setWhen } from './edit-rows.ts';
import { useMapper } from './mapper-context.ts';
import { pathOf, type Slot } from './slots.ts';
import words from './words.json';

const choices: readonly When[] = ['always', 'create', 'update'];

/** Whether a row is sent always, only when the target makes the record, or only when it changes what is there. */
export function WhenChoice({ slot }: { slot: Slot }) {
  const say = useSay();
  const { rows, change, canUpdate, mayEdit } = useMapper();
  const when = slot.row?.when ?? 'always';
  if (!slot.row || (!canUpdate && when === 'always')) return null;
  return (
    <Select
      size='xs'
      w={230}
      mt={4}
      aria-label={say(words.whenOf, { field: slot.field ? say(slot.field.title) : pathOf(slot) })}
      data={choices.map((each) => ({ value: each, label: say(words.sentWhen[each]) }))}
      value={when}
      allowDeselect={false}
      disabled={!mayEdit}
      onChange={(value) => {
        const chosen = choices.find((each) => each === value);
        if (chosen) change(setWhen(rows, slot.address, chosen));
      }}
    />
  );
}

/** The choice in words, on rows that nobody is working at; that a row is always sent goes without saying. */
export function WhenNote({ slot }: { slot: Slot }) {
  const say = useSay();
  const when = slot.row?.when ?? 'always';
  if (when === 'always') return null;
  return (
    <Text size='xs' c='dimmed' mt={2}>
      {say(words.sentWhen[when])}
    </Text>
  );
}
