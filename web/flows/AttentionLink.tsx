import { IconAlertTriangle } from '@tabler/icons-react';
import type { FlowSummary } from '#flows/api/flows.ts';
import { AnchorLink } from '#web/shell/links.tsx';
import { useSay } from '#web/words/say.ts';
import styles from './flows.module.css';
import words from './words.json';

/** How many of the last run need attention, as the way to them. */
export function AttentionLink({ flow }: { flow: FlowSummary }) {
  const say = useSay();
  const count = flow.lastRun?.counts.attention ?? 0;
  if (!flow.lastRun || count === 0) return null;
  return (
    <AnchorLink
      to='/runs/$runId'
      params={{ runId: flow.lastRun.id }}
      search={{ outcome: 'attention' }}
      size='sm'
      fw={600}
      className={styles.attention}
    >
      <IconAlertTriangle size={17} aria-hidden />
      {say(words.needAttention, { count })}
    </AnchorLink>
  );
}
