import { Text } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { Fragment, type ReactNode } from 'react';
import type { FlowNode, Graph } from '#flows/graph.ts';
import { useSay } from '#web/words/say.ts';
import styles from './flow-picture.module.css';
import { kindIcons } from './kind-icons.ts';
import { columnsOf } from './step-order.ts';
import { useStepName } from './use-step-name.ts';
import words from './words.json';

type Props = {
  graph: Graph;
  /** What happened at the step, below its name. */
  at(node: FlowNode): ReactNode;
  /** The step that the page is about. */
  marked?: string | undefined;
};

/** The steps of a flow as they were, in their order; it cannot be changed here. */
export function FlowPicture({ graph, at, marked }: Props) {
  const say = useSay();
  const columns = columnsOf(graph);
  return (
    <ol className={styles.flow} aria-label={say(words.flowAsItWas)}>
      {columns.map((column, place) => (
        <Fragment key={column.map((node) => node.id).join()}>
          {place > 0 && (
            <li className={styles.arrow} aria-hidden>
              <IconChevronRight size={20} />
            </li>
          )}
          <li className={styles.column}>
            {column.map((node) => (
              <StepCard key={node.id} node={node} marked={marked === node.id}>
                {at(node)}
              </StepCard>
            ))}
          </li>
        </Fragment>
      ))}
    </ol>
  );
}

function StepCard({ node, marked, children }: { node: FlowNode; marked: boolean; children: ReactNode }) {
  const name = useStepName();
  const Icon = kindIcons[node.kind];
  return (
    <div className={styles.step} data-kind={node.kind} data-marked={marked || undefined}>
      <div className={styles.head}>
        <span className={styles.icon}>
          <Icon size={18} stroke={1.8} aria-hidden />
        </span>
        <Text fw={600} size='sm' lineClamp={3}>
          {name(node)}
        </Text>
      </div>
      <div className={styles.counts}>{children}</div>
    </div>
  );
}
