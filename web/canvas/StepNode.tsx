import { ActionIcon, Menu } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Handle, type NodeProps, Position } from 'reactflow';
import { kinds } from '#flows/kinds/index.ts';
import { failedPort } from '#flows/kinds/kind.ts';
import { useSay } from '#web/words/say.ts';
import { followers, leadsOn } from './edit-graph.ts';
import styles from './editor.module.css';
import { useEditor, useFlowState, useStep } from './editor-context.ts';
import { KindItems } from './KindItems.tsx';
import { StepCounts } from './StepCounts.tsx';
import { StepMenu } from './StepMenu.tsx';
import { StepSummary } from './StepSummary.tsx';
import { useAddStep } from './use-add-step.ts';
import words from './words.json';

/** One step on the canvas, with the ends for its lines. */
export function StepNode({ id, selected }: NodeProps) {
  const { mayEdit } = useEditor();
  const node = useStep(id);
  if (!node) return null;
  const { inputs, ports, mayFail } = kinds[node.kind];
  return (
    <div className={styles.step} data-selected={selected || undefined}>
      {inputs === 1 && <Handle type='target' position={Position.Left} isConnectable={mayEdit} />}
      <StepSummary node={node} beside={<StepMenu id={id} />} />
      <StepCounts node={id} />
      {ports.map((port) => (
        <Handle key={port} id={port} type='source' position={Position.Right} isConnectable={mayEdit} />
      ))}
      {mayFail && <FailedEnd id={id} />}
      {mayEdit && ports.length > 0 && <NextButton id={id} />}
    </div>
  );
}

/** Where what fails leaves the step; without a line there, it stays in the step and needs attention. */
function FailedEnd({ id }: { id: string }) {
  const say = useSay();
  const { mayEdit } = useEditor();
  const used = useFlowState(({ graph }) => graph.edges.some((edge) => edge.from === id && edge.port === failedPort));
  if (!mayEdit && !used) return null;
  return (
    <span className={styles.failedEnd} data-used={used || undefined}>
      {say(words.whenItFails)}
      <Handle id={failedPort} type='source' position={Position.Right} isConnectable={mayEdit} />
    </span>
  );
}

/** A plus behind a step that leads nowhere yet. */
function NextButton({ id }: { id: string }) {
  const say = useSay();
  const add = useAddStep();
  const open = useFlowState((state) => !leadsOn(state.graph, id));
  if (!open) return null;
  return (
    <Menu withinPortal position='right'>
      <Menu.Target>
        <ActionIcon
          className={`nodrag ${styles.next}`}
          variant='default'
          radius='xl'
          size={28}
          aria-label={say(words.addNext)}
        >
          <IconPlus size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{say(words.addNext)}</Menu.Label>
        <KindItems kinds={followers} onPick={(kind) => add.next(kind, id)} />
      </Menu.Dropdown>
    </Menu>
  );
}
