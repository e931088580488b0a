import { Text } from '@mantine/core';
import type { FlowSummary } from '#flows/api/flows.ts';
import { statusLooks } from '#web/activity/looks.ts';
import { Moment } from '#web/activity/Moment.tsx';
import { ResultWord } from '#web/activity/ResultWord.tsx';
import { useNow } from '#web/activity/use-now.ts';
import { AnchorLink } from '#web/shell/links.tsx';
import { useSay } from '#web/words/say.ts';
import { useWhen } from '#web/words/when.ts';
import words from './words.json';

/** How the last run ended, as the way to it. */
export function LastRun({ run }: { run: FlowSummary['lastRun'] }) {
  const say = useSay();
  if (!run) {
    return (
      <Text size='sm' c='dimmed'>
        {say(words.neverRan)}
      </Text>
    );
  }
  return (
    <>
      <ResultWord look={statusLooks[run.status]} />
      <AnchorLink to='/runs/$runId' params={{ runId: run.id }} size='sm' c='dimmed'>
        <Moment at={run.startedAt} />
      </AnchorLink>
    </>
  );
}

/** When a flow that is on looks for something new; said in words, and counting down. */
export function NextCheck({ flow }: { flow: FlowSummary }) {
  const say = useSay();
  const { ago } = useWhen();
  const now = useNow(flow.on);
  if (!flow.on || !flow.nextCheckAt || flow.hold) return null;
  const soon = new Date(flow.nextCheckAt).getTime() - now < 1000;
  return (
    <Text size='sm' c='dimmed'>
      {soon ? say(words.checksNow) : say(words.nextCheck, { when: ago(flow.nextCheckAt, now) })}
    </Text>
  );
}
