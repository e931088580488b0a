import { Stack, Text, Title } from '@mantine/core';
import type { Run } from '#flows/api/runs.ts';
import { Differences } from '#web/differences/Differences.tsx';
import { useSay } from '#web/words/say.ts';
import words from './words.json';

/** What an expert did in a replay that others must be able to see later: sending twice, and changes by hand. */
export function ReplayFacts({ run: { replay } }: { run: Run }) {
  const say = useSay();
  if (!replay || (!replay.force && replay.edits.length === 0)) return null;
  return (
    <Stack gap='xs'>
      {replay.force && <Text size='sm'>{say(words.replayForced)}</Text>}
      {replay.edits.length > 0 && (
        <>
          <Title order={2} size='h4'>
            {say(words.replayEdited)}
          </Title>
          <Differences list={replay.edits} label={say(words.replayEdited)} between='edits' />
        </>
      )}
    </Stack>
  );
}
