import {
  IconAlertTriangle,
  IconArrowRight,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
  IconClock,
  IconCopyCheck,
  IconFilter,
  IconLoader2,
  IconPlayerPause,
  IconPlayerStop,
  IconSend,
  type TablerIcon,
} from '@tabler/icons-react';
import type { Counts, RunStatus, StepOutcome } from '#flows/api/runs.ts';
import type { Words } from '#flows/words.ts';
import words from './words.json';

/** How a result is shown everywhere: a word, an icon and a colour, so that none of them stands alone. */
export type Look = { words: Words; color: string; Icon: TablerIcon };

export const outcomeLooks: Record<StepOutcome, Look> = {
  passed: { words: words.passed, color: 'gray', Icon: IconArrowRight },
  sent: { words: words.sent, color: 'green', Icon: IconCircleCheck },
  'would-send': { words: words.wouldSend, color: 'petrol', Icon: IconSend },
  'already-there': { words: words.alreadyThere, color: 'cyan', Icon: IconCopyCheck },
  'left-out': { words: words.leftOut, color: 'gray', Icon: IconFilter },
  attention: { words: words.attention, color: 'orange', Icon: IconAlertTriangle },
  waiting: { words: words.waiting, color: 'blue', Icon: IconClock },
};

/** What ended well may say why nothing was sent; nobody needs to act on it. */
export const isOnlyNote = (outcome: StepOutcome) => outcome === 'already-there' || outcome === 'left-out';

export const notReached: Look = { words: words.notReached, color: 'gray', Icon: IconCircleDashed };

export const statusLooks: Record<RunStatus, Look> = {
  running: { words: words.statusRunning, color: 'blue', Icon: IconLoader2 },
  done: { words: words.statusDone, color: 'green', Icon: IconCircleCheck },
  attention: { words: words.statusAttention, color: 'orange', Icon: IconAlertTriangle },
  failed: { words: words.statusFailed, color: 'red', Icon: IconCircleX },
  waiting: { words: words.statusWaiting, color: 'blue', Icon: IconClock },
  'on-hold': { words: words.statusOnHold, color: 'orange', Icon: IconPlayerPause },
  stopped: { words: words.statusStopped, color: 'gray', Icon: IconPlayerStop },
};

type Ending = Exclude<StepOutcome, 'passed' | 'would-send'>;
const endings: [Ending, keyof Omit<Counts, 'read'>][] = [
  ['sent', 'sent'],
  ['already-there', 'alreadyThere'],
  ['left-out', 'leftOut'],
  ['attention', 'attention'],
  ['waiting', 'waiting'],
];

/** The outcomes that happened and how often; what a try-out counts as sent would have been sent. */
export function endingsOf(counts: Omit<Counts, 'read'>, mode: 'live' | 'try') {
  return endings
    .map(([outcome, name]) => ({
      outcome: outcome === 'sent' && mode === 'try' ? ('would-send' as const) : outcome,
      count: counts[name],
    }))
    .filter(({ count }) => count > 0);
}
