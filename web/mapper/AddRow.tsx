import { Button, Group, Text, TextInput } from '@mantine/core';
import { IconListDetails, IconPlus } from '@tabler/icons-react';
import { type DragEvent, type FormEvent, useState } from 'react';
import type { MappingRow } from '#flows/mapping/rows.ts';
import { useSay } from '#web/words/say.ts';
import { setForEach, setFormula } from './edit-rows.ts';
import { addSourceField } from './fill.ts';
import styles from './mapper.module.css';
import { useMapper } from './mapper-context.ts';
import { showPath, wholeRecord } from './paths.ts';
import { siblings, wrongName } from './RowName.tsx';
import { flatten, type SourceField } from './source-fields.ts';
import words from './words.json';

type Props = { list: string | null; source: SourceField[] };

/** Adds a field, or a list, to a target that takes any; a source field dropped here becomes a field of its name. */
export function AddRow({ list, source }: Props) {
  const say = useSay();
  const { rows, change, choose, dragged, drag } = useMapper();
  const [name, setName] = useState('');
  const wrong = name === '' ? null : wrongName(name, null, siblings(rows, list));
  const add = (next: MappingRow[], path: string) => {
    if (name === '' || wrong) return;
    change(next);
    choose(path);
    setName('');
  };
  const addField = (event: FormEvent) => {
    event.preventDefault();
    add(setFormula(rows, { list, to: name }, '', true), list === null ? name : `${list}[].${name}`);
  };
  const drop = (event: DragEvent) => {
    const field = flatten(source).find((it) => dragged && showPath(it.segments) === showPath(dragged));
    if (!field) return;
    event.preventDefault();
    change(addSourceField(rows, field));
    drag(null);
  };
  const takesDrops = list === null && dragged !== null;
  return (
    <form
      className={styles.add}
      data-drop={takesDrops || undefined}
      aria-label={say(words.addField)}
      onSubmit={addField}
      onDragOver={(event) => takesDrops && event.preventDefault()}
      onDrop={drop}
    >
      <Group gap='xs' align='flex-start'>
        <NameInput name={name} wrong={wrong} onChange={setName} />
        <Button size='xs' type='submit' variant='light' leftSection={<IconPlus size={15} aria-hidden />}>
          {say(words.addField)}
        </Button>
        {list === null && (
          <Button
            size='xs'
            variant='subtle'
            leftSection={<IconListDetails size={15} aria-hidden />}
            onClick={() => add(setForEach(rows, name, wholeRecord), `${name}[]`)}
          >
            {say(words.addList)}
          </Button>
        )}
      </Group>
      {list === null && (
        <Text size='xs' c='dimmed' mt={4}>
          {say(words.addHint)}
        </Text>
      )}
    </form>
  );
}

type NameProps = { name: string; wrong: ReturnType<typeof wrongName>; onChange(name: string): void };

function NameInput({ name, wrong, onChange }: NameProps) {
  const say = useSay();
  return (
    <TextInput
      size='xs'
      flex={1}
      miw={140}
      aria-label={say(words.newName)}
      placeholder={say(words.newName)}
      value={name}
      error={wrong && say(words[wrong])}
      onChange={(event) => onChange(event.currentTarget.value)}
      data-own-undo
    />
  );
}
