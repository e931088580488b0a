import { Button, Menu, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useProblem } from '#web/problems/use-problem.ts';
import { useLanguage, useSay } from '#web/words/say.ts';
import { useEditor, useFlowState } from '../editor-context.ts';
import { stepTitle } from '../step-views.tsx';
import words from '../words.json';

/** What stands in the way of publishing; each line opens the step where it can be mended. */
export function ThingsToFinish() {
  const say = useSay();
  const problem = useProblem();
  const language = useLanguage((state) => state.language);
  const { problems, store, systems } = useEditor();
  const nodes = useFlowState((state) => state.graph.nodes);
  if (problems.length === 0) return null;
  return (
    <Menu withinPortal position='bottom-end' width={340}>
      <Menu.Target>
        <Button variant='light' color='orange' leftSection={<IconAlertTriangle size={17} aria-hidden />}>
          {say(words.toFinish, { count: problems.length })}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {problems.map((it) => {
          const node = nodes.find(({ id }) => id === it.node);
          return (
            <Menu.Item
              key={`${it.node} ${it.code} ${JSON.stringify(it.params)}`}
              onClick={() => store.getState().select(it.node)}
            >
              <Text size='sm' fw={600}>
                {problem(it).title}
              </Text>
              <Text size='xs' c='dimmed'>
                {node && `${stepTitle(node, systems.chosenBy(node), language)}: `}
                {problem(it).fix}
              </Text>
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );
}
