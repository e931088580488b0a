import { Button, Group, Select, Stack } from '@mantine/core';
import { useState } from 'react';
import type { Suggestion } from '#flows/api/connectors.ts';
import { useSay } from '#web/words/say.ts';
import words from '../words.json';

/** One of several ways to fill a step's form. */
export function Choice({ found, take }: { found: Suggestion[]; take(suggestion: Suggestion): void }) {
  const say = useSay();
  const [chosen, setChosen] = useState<string | null>(null);
  const suggestion = found[Number(chosen ?? -1)];
  return (
    <Stack>
      <Select
        label={say(words.fillInChoose)}
        data={found.map(({ title }, at) => ({ value: String(at), label: title }))}
        value={chosen}
        onChange={setChosen}
        searchable
        maxDropdownHeight={300}
      />
      <Group justify='flex-end'>
        <Button disabled={!suggestion} onClick={() => suggestion && take(suggestion)}>
          {say(words.fillInDone)}
        </Button>
      </Group>
    </Stack>
  );
}
