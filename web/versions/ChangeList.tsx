import { Badge, Group, List, Stack, Text } from '@mantine/core';
import type { Graph } from '#flows/graph.ts';
import { type GraphChanges, isUnchanged, type StepChange } from '#flows/graph-changes.ts';
import { failedPort } from '#flows/kinds/kind.ts';
import { useStepName } from '#web/activity/use-step-name.ts';
import { Differences } from '#web/differences/Differences.tsx';
import { useSay } from '#web/words/say.ts';
import { useSettingName } from './use-setting-name.ts';
import words from './words.json';

export const changeLooks = {
  added: { words: words.added, color: 'green' },
  removed: { words: words.removed, color: 'red' },
  changed: { words: words.changed, color: 'orange' },
};

/** What changed between two graphs, step by step and row by row. `both` holds the steps of either. */
export function ChangeList({ changes, both }: { changes: GraphChanges; both: Graph }) {
  const say = useSay();
  const name = useStepName();
  const nameOf = (id: string) => {
    const node = both.nodes.find((each) => each.id === id);
    return node ? name(node) : id;
  };
  if (isUnchanged(changes)) return <Text size='sm'>{say(words.same)}</Text>;
  return (
    <Stack gap='md'>
      {changes.steps.map((change) => (
        <StepChanged key={change.node.id} change={change} />
      ))}
      {changes.lines.length > 0 && (
        <List size='sm'>
          {changes.lines.map(({ what, edge: { from, to, port } }) => (
            <List.Item key={`${what} ${from} ${port} ${to}`}>
              {say(lineWords(what, port), { from: nameOf(from), to: nameOf(to) })}
            </List.Item>
          ))}
        </List>
      )}
    </Stack>
  );
}

const lineWords = (what: 'added' | 'removed', port: string) =>
  port === failedPort
    ? words[what === 'added' ? 'failedLineAdded' : 'failedLineRemoved']
    : words[what === 'added' ? 'lineAdded' : 'lineRemoved'];

function StepChanged({ change }: { change: StepChange }) {
  const say = useSay();
  const name = useStepName();
  const settingName = useSettingName();
  const look = changeLooks[change.what];
  return (
    <Stack gap={6}>
      <Group gap='xs'>
        <Text fw={600} size='sm'>
          {name(change.node)}
        </Text>
        <Badge variant='light' color={look.color}>
          {say(look.words)}
        </Badge>
      </Group>
      {change.what === 'changed' && (
        <Differences list={change.changes} label={name(change.node)} between='times' nameOf={settingName} />
      )}
    </Stack>
  );
}
