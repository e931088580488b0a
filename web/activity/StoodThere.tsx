import { Stack, Text, Title } from '@mantine/core';
import { useId } from 'react';
import * as z from 'zod';
import type { Entry } from '#flows/api/runs.ts';
import { differences } from '#flows/differences.ts';
import { Differences } from '#web/differences/Differences.tsx';
import { useSay } from '#web/words/say.ts';
import words from './words.json';

/** What an update changed in the other system: what stood there before beside what was sent. Fields that were not sent stay. */
export function StoodThere({ entry }: { entry: Entry }) {
  const say = useSay();
  const id = useId();
  const [before, sent] = [z.json().safeParse(entry.before), z.json().safeParse(entry.output)];
  if (entry.before === null || !before.success || !sent.success) return null;
  const changed = differences(before.data, sent.data).filter(({ after }) => after !== undefined);
  return (
    <Stack gap='xs' component='section' aria-labelledby={id}>
      <Title order={3} size='h5' id={id}>
        {say(words.stoodThere)}
      </Title>
      {changed.length === 0 ? (
        <Text size='sm'>{say(words.stoodTheSame)}</Text>
      ) : (
        <Differences list={changed} label={say(words.stoodThere)} between='change' />
      )}
    </Stack>
  );
}
