import { Group, Text } from '@mantine/core';
import type { Run } from '#flows/api/runs.ts';
import { AnchorLink } from '#web/shell/links.tsx';
import { useLanguage, useSay } from '#web/words/say.ts';
import { Moment } from './Moment.tsx';
import { runSentence } from './run-sentence.ts';
import { useNow } from './use-now.ts';
import { useStartedBy } from './use-started-by.ts';
import words from './words.json';

/** What became of a run in one sentence, and where it came from. */
export function RunFacts({ run }: { run: Run }) {
  const say = useSay();
  const language = useLanguage((state) => state.language);
  const now = useNow(run.endedAt === null);
  const startedBy = useStartedBy();
  return (
    <>
      <Text component='span' display='block' size='lg' c='var(--mantine-color-text)'>
        {runSentence(language, run, now)}
      </Text>
      <Group component='span' gap='xs' fz='sm' mt={4}>
        <Moment at={run.startedAt} />
        <span>· {run.version === null ? say(words.draft) : say(words.version, { version: run.version })}</span>
        <span>· {say(words.by, { who: startedBy(run) })}</span>
        {run.replayOf && (
          <span>
            ·{' '}
            <AnchorLink to='/runs/$runId' params={{ runId: run.replayOf }} size='sm'>
              {say(words.replayOf)}
            </AnchorLink>
          </span>
        )}
      </Group>
      {run.tables.length > 0 && (
        <Group component='span' gap='xs' fz='sm' mt={4}>
          <span>{say(words.usedTables)}</span>
          {run.tables.map(({ id, ...table }) => (
            <AnchorLink key={id} to='/translations/$tableId' params={{ tableId: id }} size='sm'>
              {say(words.usedTable, table)}
            </AnchorLink>
          ))}
        </Group>
      )}
      {run.reason && (
        <Text component='span' display='block' size='sm' mt={4}>
          {say(words.reason, { reason: run.reason })}
        </Text>
      )}
    </>
  );
}
