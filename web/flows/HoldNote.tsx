import type { FlowSummary } from '#flows/api/flows.ts';
import { ProblemNote } from '#web/problems/ProblemNote.tsx';
import { AnchorLink } from '#web/shell/links.tsx';
import { useSay } from '#web/words/say.ts';
import words from './words.json';

/** Why a flow waits for a person. */
export function HoldNote({ flow }: { flow: FlowSummary }) {
  const say = useSay();
  if (!flow.hold) return null;
  return (
    <ProblemNote problem={flow.hold}>
      <AnchorLink to='/connections' size='sm' fw={600}>
        {say(words.toConnections)}
      </AnchorLink>
    </ProblemNote>
  );
}
