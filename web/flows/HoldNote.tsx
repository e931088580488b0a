import { Text } from '@mantine/core';
import type { FlowSummary } from '#flows/api/flows.ts';
import { ProblemNote } from '#web/problems/ProblemNote.tsx';
import { AnchorLink } from '#web/shell/links.tsx';
import { useSay } from '#web/words/say.ts';
import words from './words.json';

/** Why a flow waits: for a person, or for a system that is left alone for a while. */
export function HoldNote({ flow }: { flow: FlowSummary }) {
  if (flow.hold?.code === 'mapping.too-slow') return <PausedItself flow={flow} hold={flow.hold} />;
  if (flow.hold) return <LostConnection hold={flow.hold} />;
  return <LeftAlone flow={flow} />;
}

type Hold = NonNullable<FlowSummary['hold']>;

function LostConnection({ hold }: { hold: Hold }) {
  const say = useSay();
  return (
    <ProblemNote problem={hold}>
      <AnchorLink to='/connections' size='sm' fw={600}>
        {say(words.toConnections)}
      </AnchorLink>
    </ProblemNote>
  );
}

function PausedItself({ flow, hold }: { flow: FlowSummary; hold: Hold }) {
  const say = useSay();
  return (
    <ProblemNote problem={hold}>
      <Text size='sm'>{say(words.pausedItself, { times: hold.params.times ?? '' })}</Text>
      <AnchorLink to='/flows/$flowId' params={{ flowId: flow.id }} size='sm' fw={600}>
        {say(words.toTheSteps)}
      </AnchorLink>
    </ProblemNote>
  );
}

function LeftAlone({ flow }: { flow: FlowSummary }) {
  const say = useSay();
  return flow.leftAlone.map(({ connection, name }) => (
    <ProblemNote key={connection} problem={{ code: 'run.left-alone', params: { system: name } }}>
      <AnchorLink to='/connections/$connectionId' params={{ connectionId: connection }} size='sm' fw={600}>
        {say(words.toTheConnection, { name })}
      </AnchorLink>
    </ProblemNote>
  ));
}
