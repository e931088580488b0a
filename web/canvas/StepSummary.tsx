import { Badge } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { FlowNode } from '#flows/graph.ts';
import { useProblem } from '#web/problems/use-problem.ts';
import { useLanguage, useSay } from '#web/words/say.ts';
import styles from './editor.module.css';
import { useEditor } from './editor-context.ts';
import { stepTitle, stepViews } from './step-views.tsx';
import words from './words.json';

/** One step in words, on the canvas as in the list: what it does, with which connection, and what is missing. */
export function StepSummary({ node, beside }: { node: FlowNode; beside?: React.ReactNode }) {
  const say = useSay();
  const language = useLanguage((state) => state.language);
  const { systems } = useEditor();
  const { Icon, color, line } = stepViews[node.kind];
  const chosen = systems.chosenBy(node);
  const status = line(node, language, chosen);
  return (
    <>
      <span className={styles.stepHead}>
        <span className={styles.kindIcon} data-color={color}>
          <Icon size={18} stroke={1.8} aria-hidden />
        </span>
        <span className={styles.stepTitle}>{stepTitle(node, chosen, language)}</span>
        {beside}
      </span>
      {chosen.connection && (
        <span className={styles.stepLine}>
          <span className={styles.cut}>{chosen.connection.name}</span>
          {chosen.connection.sandbox && (
            <Badge component='span' size='xs' variant='light' color='orange'>
              {say(words.demo)}
            </Badge>
          )}
        </span>
      )}
      {status && <span className={styles.stepLine}>{status}</span>}
      <Missing id={node.id} />
    </>
  );
}

/** What a person still has to do here. */
function Missing({ id }: { id: string }) {
  const problem = useProblem();
  const { problems } = useEditor();
  return problems
    .filter((it) => it.node === id)
    .map((it) => (
      <span key={`${it.code} ${JSON.stringify(it.params)}`} className={styles.missing} title={problem(it).fix}>
        <IconAlertTriangle size={14} aria-hidden />
        <span>{problem(it).title}</span>
      </span>
    ));
}
