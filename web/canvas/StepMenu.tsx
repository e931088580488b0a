import { ActionIcon, Menu } from '@mantine/core';
import {
  IconArrowRight,
  IconCopy,
  IconDots,
  IconLinkOff,
  IconPlus,
  IconSettings,
  IconTrash,
} from '@tabler/icons-react';
import { refuseLine } from '#flows/check-flow.ts';
import { kinds } from '#flows/kinds/index.ts';
import { failedPort } from '#flows/kinds/kind.ts';
import { useLanguage, useSay } from '#web/words/say.ts';
import { connect, followers, lineFrom, lineId, removeLine, removeSteps } from './edit-graph.ts';
import styles from './editor.module.css';
import { useEditor, useFlowState, useStep } from './editor-context.ts';
import { KindItems } from './KindItems.tsx';
import { stepTitle } from './step-views.tsx';
import { useAddStep } from './use-add-step.ts';
import { duplicate } from './use-flow-keys.ts';
import words from './words.json';

/** Everything that can be done with a step without a mouse. */
export function StepMenu({ id }: { id: string }) {
  const say = useSay();
  const language = useLanguage((state) => state.language);
  const { store, systems, mayEdit } = useEditor();
  const node = useStep(id);
  if (!mayEdit || !node) return null;
  const { edit, select } = store.getState();
  return (
    <Menu withinPortal position='bottom-end' width={240}>
      <Menu.Target>
        <ActionIcon
          className={`nodrag ${styles.menu}`}
          variant='subtle'
          color='gray'
          aria-label={say(words.menuOf, { step: stepTitle(node, systems.chosenBy(node), language) })}
          onClick={(event) => event.stopPropagation()}
          onKeyDown={(event) => event.stopPropagation()}
        >
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown onKeyDown={(event) => event.stopPropagation()} onClick={(event) => event.stopPropagation()}>
        <Menu.Item leftSection={<IconSettings size={16} aria-hidden />} onClick={() => select(id)}>
          {say(words.settings)}
        </Menu.Item>
        {kinds[node.kind].ports.length > 0 && <Following id={id} />}
        {kinds[node.kind].mayFail && <Following id={id} port={failedPort} />}
        <Lines id={id} />
        <Menu.Item leftSection={<IconCopy size={16} aria-hidden />} onClick={() => duplicate(store, id)}>
          {say(words.duplicate)}
        </Menu.Item>
        <Menu.Item
          color='red'
          leftSection={<IconTrash size={16} aria-hidden />}
          onClick={() => edit(removeSteps([id]))}
        >
          {say(words.delete)}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** "Add next step" and "Connect to...", and the same for what fails. */
function Following({ id, port }: { id: string; port?: string }) {
  const say = useSay();
  const language = useLanguage((state) => state.language);
  const { store, systems } = useEditor();
  const add = useAddStep();
  const graph = useFlowState((state) => state.graph);
  const lines = graph.nodes.flatMap((node) => {
    const line = lineFrom(graph, id, node.id, port);
    return line && !refuseLine(graph, line) ? [{ line, title: stepTitle(node, systems.chosenBy(node), language) }] : [];
  });
  const said =
    port === failedPort
      ? { add: words.whenItFailsAdd, connect: words.whenItFailsConnect }
      : { add: words.addNext, connect: words.connectTo };
  return (
    <>
      <Menu.Sub>
        <Menu.Sub.Target>
          <Menu.Sub.Item leftSection={<IconPlus size={16} aria-hidden />}>{say(said.add)}</Menu.Sub.Item>
        </Menu.Sub.Target>
        <Menu.Sub.Dropdown>
          <KindItems kinds={followers} onPick={(kind) => add.next(kind, id, port)} />
        </Menu.Sub.Dropdown>
      </Menu.Sub>
      {lines.length > 0 && (
        <Menu.Sub>
          <Menu.Sub.Target>
            <Menu.Sub.Item leftSection={<IconArrowRight size={16} aria-hidden />}>{say(said.connect)}</Menu.Sub.Item>
          </Menu.Sub.Target>
          <Menu.Sub.Dropdown>
            {lines.map(({ line, title }) => (
              <Menu.Item key={lineId(line)} onClick={() => store.getState().edit(connect(line))}>
                {title}
              </Menu.Item>
            ))}
          </Menu.Sub.Dropdown>
        </Menu.Sub>
      )}
    </>
  );
}

/** The lines that leave the step, each of which can be taken away. */
function Lines({ id }: { id: string }) {
  const say = useSay();
  const language = useLanguage((state) => state.language);
  const { store, systems } = useEditor();
  const graph = useFlowState((state) => state.graph);
  return graph.edges
    .filter((edge) => edge.from === id)
    .map((edge) => {
      const to = graph.nodes.find((node) => node.id === edge.to);
      const step = to ? stepTitle(to, systems.chosenBy(to), language) : edge.to;
      return (
        <Menu.Item
          key={lineId(edge)}
          leftSection={<IconLinkOff size={16} aria-hidden />}
          onClick={() => store.getState().edit(removeLine(edge))}
        >
          {say(edge.port === failedPort ? words.disconnectFailed : words.disconnect, { step })}
        </Menu.Item>
      );
    });
}
