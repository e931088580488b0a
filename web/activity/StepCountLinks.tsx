import { Link } from '@tanstack/react-router';
import type { Outcome, Run } from '#flows/api/runs.ts';
import type { FlowNode } from '#flows/graph.ts';
import { kinds } from '#flows/kinds/index.ts';
import type { RunSearch } from '#web/shell/searches.ts';
import { useSay } from '#web/words/say.ts';
import styles from './flow-picture.module.css';
import { endingsOf, outcomeLooks } from './looks.ts';
import words from './words.json';

/** What became of the records at one step; a count shows those records below. */
export function StepCountLinks({ run, node, search }: { run: Run; node: FlowNode; search: RunSearch }) {
  const say = useSay();
  const counts = run.steps[node.id];
  if (!counts || counts.in === 0) return <span className={styles.plain}>{say(words.nothingHere)}</span>;
  const endings = endingsOf(counts, run.mode);
  return (
    <>
      {counts.passed > 0 && (
        <span className={styles.plain}>
          {say(kinds[node.kind].inputs === 0 ? words.cameIn : words.wentOn, { count: counts.passed })}
        </span>
      )}
      {counts.otherWay > 0 && <span className={styles.plain}>{say(words.otherWay, { count: counts.otherWay })}</span>}
      {endings.map(({ outcome, count }) => (
        <CountLink
          key={outcome}
          outcome={outcome}
          count={count}
          run={run.id}
          node={node.id}
          chosen={search.node === node.id && search.outcome === outcome}
        />
      ))}
    </>
  );
}

type LinkProps = { outcome: Outcome; count: number; run: string; node: string; chosen: boolean };

function CountLink({ outcome, count, run, node, chosen }: LinkProps) {
  const say = useSay();
  const { Icon, color, words: name } = outcomeLooks[outcome];
  const style = {
    color: `var(--mantine-color-${color}-light-color)`,
    background: `var(--mantine-color-${color}-light)`,
  };
  return (
    <Link
      className={styles.count}
      style={style}
      to='/runs/$runId'
      params={{ runId: run }}
      search={chosen ? {} : { node, outcome }}
      resetScroll={false}
      data-chosen={chosen || undefined}
      aria-current={chosen ? 'true' : undefined}
    >
      <Icon size={14} aria-hidden />
      {say(words.countOutcome, { result: say(name), count })}
    </Link>
  );
}
