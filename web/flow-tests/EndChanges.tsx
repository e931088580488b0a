import { Stack, Text } from '@mantine/core';
import type { Graph } from '#flows/graph.ts';
import type { EndChange } from '#flows/path-ends.ts';
import { outcomeLooks } from '#web/activity/looks.ts';
import { useStepName } from '#web/activity/use-step-name.ts';
import { Differences } from '#web/differences/Differences.tsx';
import { useProblem } from '#web/problems/use-problem.ts';
import { useSay } from '#web/words/say.ts';
import words from './words.json';

type Props = { changes: EndChange[]; graph: Graph; between: 'times' | 'test' };

/** Where a record ends differently, and in which fields what would be sent differs. */
export function EndChanges({ changes, graph, between }: Props) {
  const name = useStepName();
  return (
    <Stack gap='sm'>
      {changes.map((change) => {
        const node = graph.nodes.find((each) => each.id === change.node);
        return <OneChange key={change.node} change={change} between={between} step={node ? name(node) : change.node} />;
      })}
    </Stack>
  );
}

function OneChange({ change, between, step }: { change: EndChange; between: 'times' | 'test'; step: string }) {
  const say = useSay();
  const sayEnd = useEndName();
  const { before, after, differences } = change;
  const params = { step, before: before ? sayEnd(before) : '', after: after ? sayEnd(after) : '' };
  const same = before?.outcome === after?.outcome && before?.code === after?.code;
  const sentence = !before
    ? words.notExpected
    : !after
      ? words.notReached
      : same
        ? words.contentDiffers
        : words.endsOther;
  return (
    <Stack gap={6}>
      <Text size='sm'>{say(sentence, params)}</Text>
      {differences.length > 0 && <Differences list={differences} label={say(sentence, params)} between={between} />}
    </Stack>
  );
}

/** "Would be sent", or the problem's own title. */
function useEndName() {
  const say = useSay();
  const problem = useProblem();
  return ({ outcome, code }: NonNullable<EndChange['before']>) =>
    code ? problem({ code, params: {} }).title : say(outcomeLooks[outcome].words);
}
