import { ActionIcon, Menu } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { BaseEdge, EdgeLabelRenderer, type EdgeProps, getBezierPath } from 'reactflow';
import { failedPort } from '#flows/kinds/kind.ts';
import { useLanguage, useSay } from '#web/words/say.ts';
import { betweeners, lineId } from './edit-graph.ts';
import styles from './editor.module.css';
import { useEditor, useFlowState } from './editor-context.ts';
import { KindItems } from './KindItems.tsx';
import { useAddStep } from './use-add-step.ts';
import words from './words.json';

/** A line between two steps, with how many went along it and a plus that puts a step in between. */
export function StepLine({ id, ...ends }: EdgeProps) {
  const [path, x, y] = getBezierPath(ends);
  return (
    <>
      <BaseEdge id={id} path={path} interactionWidth={28} />
      <EdgeLabelRenderer>
        <div className={`nopan ${styles.line}`} data-line={id} style={{ translate: `${x}px ${y}px` }}>
          <Count from={ends.source} port={ends.sourceHandleId ?? 'out'} />
          <Insert id={id} />
        </div>
      </EdgeLabelRenderer>
    </>
  );
}

function Count({ from, port }: { from: string; port: string }) {
  const say = useSay();
  const language = useLanguage((state) => state.language);
  const { run } = useEditor();
  const counts = run.run?.steps[from];
  if (!run.run || !counts) return null;
  const failed = port === failedPort;
  const count = failed ? counts.otherWay : counts.passed;
  return (
    <Link
      to='/runs/$runId'
      params={{ runId: run.run.id }}
      className={styles.lineCount}
      aria-label={say(failed ? words.otherWay : words.wentOn, { count })}
    >
      {new Intl.NumberFormat(language).format(count)}
    </Link>
  );
}

function Insert({ id }: { id: string }) {
  const say = useSay();
  const { mayEdit } = useEditor();
  const add = useAddStep();
  const line = useFlowState((state) => state.graph.edges.find((edge) => lineId(edge) === id));
  if (!mayEdit || !line) return null;
  return (
    <Menu withinPortal>
      <Menu.Target>
        <ActionIcon
          className={styles.insert}
          variant='default'
          radius='xl'
          size={24}
          aria-label={say(words.insertStep)}
        >
          <IconPlus size={14} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{say(words.insertStep)}</Menu.Label>
        <KindItems kinds={betweeners} onPick={(kind) => add.into(kind, line)} />
      </Menu.Dropdown>
    </Menu>
  );
}
