import { Select } from '@mantine/core';
import { useRoute } from '#web/api/queries.ts';
import { useSay } from '#web/words/say.ts';
import words from './words.json';

/** Shows one flow only; not there while there is nothing to choose between. */
export function FlowChoice({ value, onChoose }: { value: string | undefined; onChoose(id: string | undefined): void }) {
  const say = useSay();
  const flows = useRoute('listFlows', {}).data?.items ?? [];
  if (flows.length < 2 && !value) return null;
  return (
    <Select
      flex='1 1 200px'
      maw={{ sm: 300 }}
      clearable
      clearButtonProps={{ 'aria-label': say(words.removeFilter) }}
      aria-label={say(words.filterFlow)}
      placeholder={say(words.allFlows)}
      data={flows.map(({ id, name }) => ({ value: id, label: name }))}
      value={value ?? null}
      onChange={(id) => onChoose(id ?? undefined)}
    />
  );
}
