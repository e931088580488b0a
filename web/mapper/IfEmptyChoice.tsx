import { Group, Select, Text, TextInput } from '@mantine/core';
import type { IfEmpty } from '#flows/mapping/rows.ts';
import { useSay } from '#web/words/say.ts';
import { setIfEmpty } from './edit-rows.ts';
import { useMapper } from './mapper-context.ts';
import { pathOf, type ValueSlot } from './slots.ts';
import words from './words.json';

const choices: readonly IfEmpty['do'][] = ['leave-out', 'null', 'use', 'stop'];

/** What happens when the formula gives nothing. */
export function IfEmptyChoice({ slot }: { slot: ValueSlot }) {
  const say = useSay();
  const { rows, change, mayEdit } = useMapper();
  const ifEmpty: IfEmpty = slot.row?.ifEmpty ?? { do: 'leave-out' };
  const name = slot.field ? say(slot.field.title) : pathOf(slot);
  const set = (next: IfEmpty, group?: string) =>
    change(setIfEmpty(rows, slot.address, next, slot.field === null), group && `${pathOf(slot)}.${group}`);
  return (
    <Group gap='xs' wrap='nowrap' mt={4}>
      <Select
        size='xs'
        w={230}
        aria-label={say(words.ifEmptyOf, { field: name })}
        data={choices.map((each) => ({ value: each, label: say(words.ifEmpty[each]) }))}
        value={ifEmpty.do}
        allowDeselect={false}
        disabled={!mayEdit}
        onChange={(value) => {
          const chosen = choices.find((each) => each === value);
          if (chosen) set(chosen === 'use' ? { do: 'use', value: '' } : { do: chosen });
        }}
      />
      {ifEmpty.do === 'use' && (
        <TextInput
          size='xs'
          flex={1}
          aria-label={say(words.fixedValueOf, { field: name })}
          placeholder={say(words.fixedValue)}
          value={String(ifEmpty.value)}
          readOnly={!mayEdit}
          onChange={(event) => set({ do: 'use', value: event.currentTarget.value }, 'value')}
        />
      )}
    </Group>
  );
}

/** The choice in words, on rows that nobody is working at; leaving the field out goes without saying. */
export function IfEmptyNote({ slot }: { slot: ValueSlot }) {
  const say = useSay();
  const ifEmpty = slot.row?.ifEmpty ?? { do: 'leave-out' };
  if (ifEmpty.do === 'leave-out') return null;
  return (
    <Text size='xs' c='dimmed' mt={2}>
      {say(words.ifEmpty[ifEmpty.do])}
      {ifEmpty.do === 'use' && `: ${ifEmpty.value}`}
    </Text>
  );
}
