import { ActionIcon, Group, Select } from '@mantine/core';
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react';
import { useSay } from '#web/words/say.ts';
import type { StepInput } from './use-step-input.ts';
import words from './words.json';

/** Which record the values and the result are shown for. */
export function SamplePicker({ input: { samples, chosen, choose } }: { input: StepInput }) {
  const say = useSay();
  if (samples.length === 0) return null;
  const options = samples.map(({ title }, index) => ({ value: String(index), label: title }));
  const group = (real: boolean) => options.filter((_, index) => samples[index]?.real === real);
  const groups = [
    { group: say(words.lastRun), items: group(true) },
    { group: say(words.examples), items: group(false) },
  ];
  return (
    <Group gap={4} wrap='nowrap'>
      <Select
        size='xs'
        w={280}
        aria-label={say(words.sample)}
        data={groups.filter(({ items }) => items.length > 0)}
        value={String(chosen)}
        allowDeselect={false}
        onChange={(value) => choose(Number(value))}
      />
      <ActionIcon
        variant='default'
        aria-label={say(words.previousSample)}
        disabled={chosen === 0}
        onClick={() => choose(chosen - 1)}
      >
        <IconChevronLeft size={16} aria-hidden />
      </ActionIcon>
      <ActionIcon
        variant='default'
        aria-label={say(words.nextSample)}
        disabled={chosen >= samples.length - 1}
        onClick={() => choose(chosen + 1)}
      >
        <IconChevronRight size={16} aria-hidden />
      </ActionIcon>
    </Group>
  );
}
