import { ActionIcon, Badge, Menu } from '@mantine/core';
import { IconAlertTriangle, IconPlus } from '@tabler/icons-react';
import { Handle, type NodeProps, Position } from 'reactflow';
import { kinds } from '#flows/kinds/index.ts';
import { useProblem } from '#web/problems/use-problem.ts';
import { useLanguage, useSay } from '#web/words/say.ts';
import { followers } from './edit-graph.ts';
import { useEditor, useFlowState, useStep } from './editor-context.ts';
import styles from './editor.module.css';
import { KindItems } from './KindItems.tsx';
import { StepCounts } from './StepCounts.tsx';
import { StepMenu } from './StepMenu.tsx';
import { stepTitle, stepViews } from './step-views.tsx';
import { useAddStep } from './use-add-step.ts';
import words from './words.json';

/** One step on the canvas: what it does, with which connection, what is missing, and what the last run did there. */
export function StepNode({ id, selected }: NodeProps) {
  const say = useSay();
  const language = useLanguage((state) => state.language);
  const { systems, mayEdit } = useEditor();
  const node = useStep(id);
  if (!node) return null;
  const { Icon, color, line } = stepViews[node.kind];
  const chosen = systems.chosenBy(node);
  const status = line(node, language);
  const { inputs, ports } = kinds[node.kind];
  return (
    <div className={styles.step} data-selected={selected || undefined}>
      {inputs === 1 && <Handle type='target' position={Position.Left} isConnectable={mayEdit} />}
      <div className={styles.stepHead}>
        <span className={styles.kindIcon} data-color={color}>
          <Icon size={18} stroke={1.8} aria-hidden />
        </span>
        <span className={styles.stepTitle}>{stepTitle(node, chosen, language)}</span>
        <StepMenu id={id} />
      </div>
      {chosen.connection && (
        <div className={styles.stepLine}>
          <span className={styles.cut}>{chosen.connection.name}</span>
          {chosen.connection.sandbox && (
            <Badge size='xs' variant='light' color='orange'>
              {say(words.demo)}
            </Badge>
          )}
        </div>
      )}
      {status && <div className={styles.stepLine}>{status}</div>}
      <Missing id={id} />
      <StepCounts node={id} />
      {ports.map((port) => (
        <Handle key={port} id={port} type='source' position={Position.Right} isConnectable={mayEdit} />
      ))}
      {mayEdit && ports.length > 0 && <NextButton id={id} />}
    </div>
  );
}

/** What a person still has to do here, in words. */
function Missing({ id }: { id: string }) {
  const problem = useProblem();
  const { problems } = useEditor();
  const own = problems.filter((it) => it.node === id);
  return own.map((it) => (
    <div key={`${it.code} ${JSON.stringify(it.params)}`} className={styles.missing} title={problem(it).fix}>
      <IconAlertTriangle size={14} aria-hidden />
      <span>{problem(it).title}</span>
    </div>
  ));
}

/** A plus behind a step that leads nowhere yet. */
function NextButton({ id }: { id: string }) {
  const say = useSay();
  const add = useAddStep();
  const open = useFlowState((state) => !state.graph.edges.some((edge) => edge.from === id));
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
