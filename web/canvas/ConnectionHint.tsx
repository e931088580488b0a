import { Panel, useConnection } from 'reactflow';
import { refuseLine } from '#flows/check-flow.ts';
import { useProblem } from '#web/problems/use-problem.ts';
import styles from './editor.module.css';
import { useFlowState } from './editor-context.ts';

/** While a line is drawn: why it cannot end at the step under the pointer. */
export function ConnectionHint() {
  const say = useProblem();
  const graph = useFlowState((state) => state.graph);
  const { inProgress, fromHandle, fromNode, toNode, toHandle } = useConnection();
  if (!inProgress || !toNode || !fromHandle || toNode.id === fromNode.id) return null;
  const [from, to] = fromHandle.type === 'source' ? [fromNode.id, toNode.id] : [toNode.id, fromNode.id];
  const port = (fromHandle.type === 'source' ? fromHandle : toHandle)?.id ?? 'out';
  const problem = refuseLine(graph, { from, port, to });
  if (!problem) return null;
  return (
    <Panel position='top-center'>
      <p className={styles.refusal} role='status'>
        {say(problem).title}
      </p>
    </Panel>
  );
}
