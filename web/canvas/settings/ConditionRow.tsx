import { ActionIcon, Autocomplete, Group, Paper, Select, Stack, Text, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import type * as z from 'zod';
import { type Condition, comparisons } from '#flows/kinds/filter.ts';
import { pathInFormula } from '#web/mapper/paths.ts';
import { showValue } from '#web/mapper/show-value.ts';
import type { SourceField } from '#web/mapper/source-fields.ts';
import { useSay } from '#web/words/say.ts';
import words from '../words.json';

type Row = z.infer<typeof Condition>;
type Props = {
  condition: Row;
  number: number;
  fields: SourceField[];
  onChange(condition: Row, group?: string): void;
  onRemove(): void;
};

/** Comparisons that need nothing to compare with. */
const alone: readonly string[] = ['is-filled', 'is-empty'];

/** One part of the sentence: "payment status - is - paid", with the field's value in the sample beside it. */
export function ConditionRow({ condition, number, fields, onChange, onRemove }: Props) {
  const say = useSay();
  const values = new Map(fields.map((field) => [pathInFormula(field.segments), showValue(field.value)]));
  const example = values.get(condition.field);
  return (
    <Paper withBorder p='sm' component='fieldset' aria-label={say(words.conditionNumber, { number })}>
      <Stack gap='xs'>
        <Group gap='xs' wrap='nowrap' align='flex-end'>
          <Autocomplete
            flex={1}
            label={say(words.field)}
            placeholder={say(words.chooseField)}
            data={[...values.keys()]}
            value={condition.field}
            onChange={(field) => onChange({ ...condition, field }, 'field')}
            renderOption={({ option }) => (
              <div>
                <Text size='sm'>{option.value}</Text>
                <Text size='xs' c='dimmed' lineClamp={1}>
                  {values.get(option.value)}
                </Text>
              </div>
            )}
          />
          <ActionIcon
            variant='subtle'
            color='gray'
            size='lg'
            aria-label={say(words.removeCondition, { number })}
            onClick={onRemove}
          >
            <IconTrash size={17} aria-hidden />
          </ActionIcon>
        </Group>
        {example !== undefined && (
          <Text size='xs' c='dimmed' lineClamp={1}>
            {say(words.inTheSample, { value: example })}
          </Text>
        )}
        <Select
          aria-label={say(words.comparison)}
          data={comparisons.map((is) => ({ value: is, label: say(words.comparisons[is]) }))}
          value={condition.is}
          allowDeselect={false}
          onChange={(value) => {
            const is = comparisons.find((each) => each === value);
            if (is) onChange({ ...condition, is });
          }}
        />
        {!alone.includes(condition.is) && (
          <TextInput
            aria-label={say(words.value)}
            placeholder={say(words.value)}
            value={String(condition.value)}
            onChange={(event) => onChange({ ...condition, value: event.currentTarget.value }, 'value')}
          />
        )}
      </Stack>
    </Paper>
  );
}
