import { Box, Button, Collapse, Group, Menu, Paper, Stack, Text, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconPlus } from '@tabler/icons-react';
import type { FlowNode, Graph } from '#flows/graph.ts';
import { kindIds } from '#flows/kinds/ids.ts';
import { kinds } from '#flows/kinds/index.ts';
import { failedPort } from '#flows/kinds/kind.ts';
import { useLanguage, useSay } from '#web/words/say.ts';
import { EmptyCanvas } from './EmptyCanvas.tsx';
import { followers, lineId } from './edit-graph.ts';
import styles from './editor.module.css';
import { useEditor, useFlowState } from './editor-context.ts';
import { KindItems } from './KindItems.tsx';
import { stepsInOrder } from './places.ts';
import { StepCounts } from './StepCounts.tsx';
import { StepMenu } from './StepMenu.tsx';
import { StepSummary } from './StepSummary.tsx';
import { StepSettings } from './settings/StepSettings.tsx';
import { stepTitle } from './step-views.tsx';
import { useAddStep } from './use-add-step.ts';
import words from './words.json';

/** The same flow as an ordered list: everything the canvas can do, without a picture. */
export function ListView() {
  const say = useSay();
  const { mayEdit } = useEditor();
  const graph = useFlowState((state) => state.graph);
  const steps = stepsInOrder(graph);
  if (steps.length === 0) {
    return (
      <Box pos='relative' mih={280}>
        <EmptyCanvas />
      </Box>
    );
  }
  return (
    <section className={styles.list} aria-label={say(words.stepsInOrder)}>
      <Stack component='ol' gap='sm' className={styles.listItems}>
        {steps.map((node, index) => (
          <li key={node.id}>
            <Step node={node} number={index + 1} />
          </li>
        ))}
      </Stack>
      {mayEdit && <AddStep />}
    </section>
  );
}

function Step({ node, number }: { node: FlowNode; number: number }) {
  const say = useSay();
  const { store } = useEditor();
  const open = useFlowState((state) => state.selected === node.id);
  return (
    <Paper withBorder radius='lg' p='md'>
      <Group wrap='nowrap' align='flex-start' gap='xs'>
        <UnstyledButton
          className={styles.listHead}
          aria-expanded={open}
          onClick={() => store.getState().select(open ? null : node.id)}
        >
          <Text size='xs' c='dimmed'>
            {say(words.stepNumber, { number })}
          </Text>
          <StepSummary node={node} />
        </UnstyledButton>
        <IconChevronDown size={18} aria-hidden className={styles.chevron} data-open={open || undefined} />
        <StepMenu id={node.id} />
      </Group>
      <StepCounts node={node.id} />
      <LeadsTo id={node.id} />
      <Collapse expanded={open}>
        <Box pt='md'>{open && <StepSettings node={node} />}</Box>
      </Collapse>
    </Paper>
  );
}

/** Where the step leads, unless that is plain: one step after the other. */
function LeadsTo({ id }: { id: string }) {
  const say = useSay();
  const language = useLanguage((state) => state.language);
  const { systems } = useEditor();
  const graph = useFlowState((state) => state.graph);
  if (isPlainRow(graph)) return null;
  return graph.edges
    .filter((edge) => edge.from === id)
    .map((edge) => {
      const to = graph.nodes.find((node) => node.id === edge.to);
      const step = to ? stepTitle(to, systems.chosenBy(to), language) : edge.to;
      return (
        <Text key={lineId(edge)} size='sm' c='dimmed'>
          {say(edge.port === failedPort ? words.leadsToFailed : words.leadsTo, { step })}
        </Text>
      );
    });
}

const isPlainRow = ({ edges }: Graph) =>
  edges.every((edge) => edges.every((it) => it === edge || (it.from !== edge.from && it.to !== edge.to)));

/** Behind the chosen step, or behind the last one; a first step starts a branch of its own. */
function AddStep() {
  const say = useSay();
  const add = useAddStep();
  const starters = kindIds.map((id) => kinds[id]).filter((kind) => kind.inputs === 0);
  return (
    <Menu withinPortal>
      <Menu.Target>
        <Button variant='light' leftSection={<IconPlus size={18} aria-hidden />}>
          {say(words.addStep)}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <KindItems kinds={[...starters, ...followers]} onPick={(kind) => add.next(kind)} />
      </Menu.Dropdown>
    </Menu>
  );
}
