import { Link } from '@tanstack/react-router';
import type { StepCounts as Counts, Outcome, Run } from '#flows/api/runs.ts';
import { kinds } from '#flows/kinds/index.ts';
import type { Words } from '#flows/words.ts';
import { type CountedWords, useSay } from '#web/words/say.ts';
import styles from './editor.module.css';
import { useEditor, useStep } from './editor-context.ts';
import words from './words.json';

type Counted = { count: number; said: Words | CountedWords; outcome: Outcome | null; tone: string };

/** What the last run did at one step; each count opens those records. */
export function StepCounts({ node }: { node: string }) {
  const say = useSay();
  const { run } = useEditor().run;
  const kind = useStep(node)?.kind;
  const counts = run?.steps[node];
  if (!run || !counts) return null;
  const begins = kind !== undefined && kinds[kind].inputs === 0;
  const shown = countsOf(counts, run, begins).filter(({ count }) => count > 0);
  if (shown.length === 0) return null;
  return (
    <div className={`nodrag ${styles.counts}`}>
      {shown.map(({ count, said, outcome, tone }) => (
        <Link
          key={tone}
          to='/runs/$runId'
          params={{ runId: run.id }}
          search={outcome === null ? {} : { node, outcome }}
          className={styles.count}
          data-tone={tone}
        >
          {say(said, { count })}
        </Link>
      ))}
    </div>
  );
}

function countsOf(counts: Counts[string], { mode }: Run, begins: boolean): Counted[] {
  const sent: Counted =
    mode === 'try'
      ? { count: counts.sent, said: words.wouldSend, outcome: 'would-send', tone: 'sent' }
      : { count: counts.sent, said: words.sent, outcome: 'sent', tone: 'sent' };
  return [
    { count: counts.passed, said: begins ? words.fetched : words.passed, outcome: null, tone: 'passed' },
    sent,
    { count: counts.alreadyThere, said: words.alreadyThere, outcome: 'already-there', tone: 'there' },
    { count: counts.leftOut, said: words.leftOut, outcome: 'left-out', tone: 'left-out' },
    { count: counts.attention, said: words.attention, outcome: 'attention', tone: 'attention' },
    { count: counts.otherWay, said: words.otherWay, outcome: null, tone: 'other-way' },
    { count: counts.waiting, said: words.waiting, outcome: 'waiting', tone: 'waiting' },
  ];
}
