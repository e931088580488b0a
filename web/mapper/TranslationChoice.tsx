import { Group, Select, Text, TextInput } from '@mantine/core';
import type { Translation } from '#flows/mapping/value-table.ts';
import { useRoute } from '#web/api/queries.ts';
import { AnchorLink } from '#web/shell/links.tsx';
import { useSay } from '#web/words/say.ts';
import { setTranslation } from './edit-rows.ts';
import { useMapper } from './mapper-context.ts';
import { pathOf, type ValueSlot } from './slots.ts';
import words from './words.json';

/** Through which translation list the value goes, and what happens with one that is not in it. */
export function TranslationChoice({ slot }: { slot: ValueSlot }) {
  const say = useSay();
  const { rows, change, mayEdit } = useMapper();
  const tables = useRoute('listValueTables', {});
  const names = tables.data?.items.map(({ name }) => name) ?? [];
  const chosen = slot.row?.valueTable ?? null;
  const field = slot.field ? say(slot.field.title) : pathOf(slot);
  const set = (next: Translation | null, group?: string) =>
    change(setTranslation(rows, slot.address, next), group && `${pathOf(slot)}.${group}`);
  const isGone = chosen !== null && tables.isSuccess && !names.includes(chosen.table);
  if (!slot.row && names.length === 0) return null;
  return (
    <Group gap='xs' mt={4}>
      <Select
        size='xs'
        w={230}
        aria-label={say(words.tableOf, { field })}
        data={[
          { value: '', label: say(words.noTable) },
          ...names.map((table) => ({ value: table, label: say(words.useTable, { table }) })),
          ...(isGone ? [{ value: chosen.table, label: say(words.tableGone, { table: chosen.table }) }] : []),
        ]}
        value={chosen?.table ?? ''}
        error={isGone}
        allowDeselect={false}
        disabled={!mayEdit}
        onChange={(table) => set(table ? { table, otherwise: chosen?.otherwise ?? 'stop' } : null)}
      />
      {chosen && <OtherwiseChoice field={field} chosen={chosen} onChange={set} />}
      <AnchorLink to='/translations' size='xs'>
        {say(words.openTables)}
      </AnchorLink>
    </Group>
  );
}

type Props = { field: string; chosen: Translation; onChange(next: Translation, group?: string): void };

function OtherwiseChoice({ field, chosen, onChange }: Props) {
  const say = useSay();
  const { mayEdit } = useMapper();
  const { otherwise } = chosen;
  return (
    <>
      <Select
        size='xs'
        w={260}
        aria-label={say(words.unknownOf, { field })}
        data={[
          { value: 'stop', label: say(words.unknownStop) },
          { value: 'leave-out', label: say(words.unknownLeaveOut) },
          { value: 'use', label: say(words.unknownUse) },
        ]}
        value={typeof otherwise === 'string' ? otherwise : 'use'}
        allowDeselect={false}
        disabled={!mayEdit}
        onChange={(value) => {
          const next = value === 'use' ? { use: '' } : value === 'leave-out' ? 'leave-out' : 'stop';
          onChange({ ...chosen, otherwise: next });
        }}
      />
      {typeof otherwise === 'object' && (
        <TextInput
          size='xs'
          flex={1}
          miw={120}
          aria-label={say(words.fixedValueOf, { field })}
          placeholder={say(words.fixedValue)}
          value={String(otherwise.use)}
          readOnly={!mayEdit}
          onChange={(event) => onChange({ ...chosen, otherwise: { use: event.currentTarget.value } }, 'otherwise')}
        />
      )}
    </>
  );
}

/** The choice in words, on rows that nobody is working at. */
export function TranslationNote({ slot }: { slot: ValueSlot }) {
  const say = useSay();
  const table = slot.row?.valueTable?.table;
  if (table === undefined) return null;
  return (
    <Text size='xs' c='dimmed' mt={2}>
      {say(words.useTable, { table })}
    </Text>
  );
}
