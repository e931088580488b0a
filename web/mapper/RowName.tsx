import { Text, TextInput } from '@mantine/core';
import { type KeyboardEvent, useState } from 'react';
import { TargetPath } from '#flows/mapping/rows.ts';
import { useSay } from '#web/words/say.ts';
import { renameRow } from './edit-rows.ts';
import styles from './mapper.module.css';
import { useMapper } from './mapper-context.ts';
import { isListRow, type Slot } from './slots.ts';
import words from './words.json';

/** The name of the target's field; of a field that a person added, it can be changed. */
export function RowName({ slot }: { slot: Slot }) {
  const say = useSay();
  const { field, address } = slot;
  if (!field) return <FreeName slot={slot} />;
  return (
    <div className={styles.name}>
      <Text size='sm' fw={600}>
        {say(field.title)}
        {field.required && (
          <Text span c='red' title={say(words.required)} aria-label={say(words.required)} role='img'>
            {' *'}
          </Text>
        )}
      </Text>
      <Text size='xs' c='dimmed' ff='monospace'>
        {address.to}
      </Text>
    </div>
  );
}

function FreeName({ slot }: { slot: Slot }) {
  const say = useSay();
  const { rows, change, mayEdit } = useMapper();
  const { list, to } = slot.address;
  const [typed, setTyped] = useState<string | null>(null);
  const wrong = typed === null ? null : wrongName(typed, to, siblings(rows, list));
  const keep = () => {
    if (typed !== null && typed !== to && !wrong) change(renameRow(rows, slot.address, typed));
    setTyped(null);
  };
  const keys = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Enter') event.currentTarget.blur();
  };
  return (
    <TextInput
      className={styles.name}
      size='xs'
      ff='monospace'
      aria-label={say(words.nameOf, { field: to })}
      value={typed ?? to}
      error={wrong && say(words[wrong])}
      readOnly={!mayEdit}
      onChange={(event) => setTyped(event.currentTarget.value)}
      onBlur={keep}
      onKeyDown={keys}
      data-own-undo
    />
  );
}

/** The names that rows beside this one have already. */
export function siblings(rows: ReturnType<typeof useMapper>['rows'], list: string | null): string[] {
  if (list === null) return rows.map((row) => row.to);
  const row = rows.find((it) => it.to === list);
  return row && isListRow(row) ? row.rows.map((inner) => inner.to) : [];
}

/** Why a field cannot have this name. */
export function wrongName(
  name: string,
  own: string | null,
  taken: readonly string[],
): 'nameWrong' | 'nameTaken' | null {
  if (!TargetPath.safeParse(name).success) return 'nameWrong';
  return name !== own && taken.includes(name) ? 'nameTaken' : null;
}
