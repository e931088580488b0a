import { ActionIcon, Text, TextInput, Title, UnstyledButton } from '@mantine/core';
import {
  IconAbc,
  IconBraces,
  IconChevronDown,
  IconChevronRight,
  IconList,
  IconNumber123,
  IconSearch,
  IconToggleLeft,
  type TablerIcon,
} from '@tabler/icons-react';
import { useState } from 'react';
import { useSay } from '#web/words/say.ts';
import styles from './mapper.module.css';
import { useMapper } from './mapper-context.ts';
import { showPath } from './paths.ts';
import { showValue } from './show-value.ts';
import { type SourceField, search } from './source-fields.ts';
import words from './words.json';

const icons: Record<SourceField['type'], TablerIcon> = {
  text: IconAbc,
  number: IconNumber123,
  boolean: IconToggleLeft,
  empty: IconAbc,
  object: IconBraces,
  list: IconList,
};

type Props = {
  fields: SourceField[];
  onPick: ((field: SourceField) => void) | null;
  /** What a click on a field does now. */
  hint: string;
};

/** The fields of the sample with their values; to drag onto a row, or to click after choosing a row. */
export function SourcePane({ fields, onPick, hint }: Props) {
  const say = useSay();
  const [wanted, setWanted] = useState('');
  const found = search(fields, wanted);
  return (
    <section className={styles.source} aria-label={say(words.source)}>
      <Title order={3} size='h5'>
        {say(words.source)}
      </Title>
      <Text size='xs' c='dimmed'>
        {hint}
      </Text>
      <TextInput
        size='xs'
        aria-label={say(words.searchFields)}
        placeholder={say(words.searchFields)}
        leftSection={<IconSearch size={15} aria-hidden />}
        value={wanted}
        onChange={(event) => setWanted(event.currentTarget.value)}
        data-own-undo
      />
      {fields.length === 0 ? (
        <Text size='sm' c='dimmed'>
          {say(words.noSample)}
        </Text>
      ) : (
        <Fields fields={found} onPick={onPick} />
      )}
    </section>
  );
}

function Fields({ fields, onPick }: { fields: SourceField[]; onPick: Props['onPick'] }) {
  return (
    <ul className={styles.fields}>
      {fields.map((field) => (
        <Field key={showPath(field.segments)} field={field} onPick={onPick} />
      ))}
    </ul>
  );
}

function Field({ field, onPick }: { field: SourceField; onPick: Props['onPick'] }) {
  const say = useSay();
  const { drag } = useMapper();
  const [open, setOpen] = useState(true);
  const name = field.segments.at(-1)?.name ?? '';
  const Icon = icons[field.type];
  const Chevron = open ? IconChevronDown : IconChevronRight;
  return (
    <li>
      <div className={styles.fieldLine}>
        {field.children.length > 0 && (
          <ActionIcon
            variant='subtle'
            color='gray'
            size={24}
            aria-expanded={open}
            aria-label={say(open ? words.foldField : words.unfoldField, { field: name })}
            onClick={() => setOpen(!open)}
          >
            <Chevron size={15} aria-hidden />
          </ActionIcon>
        )}
        <UnstyledButton
          className={styles.field}
          disabled={onPick === null}
          draggable={onPick !== null}
          onDragStart={(event) => {
            event.dataTransfer.setData('text/plain', showPath(field.segments));
            event.dataTransfer.effectAllowed = 'copy';
            drag(field.segments);
          }}
          onDragEnd={() => drag(null)}
          onClick={() => onPick?.(field)}
          title={showPath(field.segments)}
        >
          <Icon size={15} stroke={1.7} aria-hidden />
          <span className={styles.fieldName}>{name}</span>
          <span className={styles.fieldValue}>{shortValue(field, say(words.emptyValue))}</span>
        </UnstyledButton>
      </div>
      {open && field.children.length > 0 && <Fields fields={field.children} onPick={onPick} />}
    </li>
  );
}

function shortValue(field: SourceField, empty: string): string {
  if (field.type === 'empty') return empty;
  if (field.type === 'object') return '';
  return Array.isArray(field.value) && field.children.length > 0 ? `× ${field.value.length}` : showValue(field.value);
}
