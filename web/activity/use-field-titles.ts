import type { Graph } from '#flows/graph.ts';
import { useSay } from '#web/words/say.ts';
import type { Stage } from './stages.ts';
import { useOperation } from './use-step-name.ts';

/** What the fields of a stage are called by the connector that is to take them; what was received has no such names. */
export function useFieldTitles(graph: Graph, stage: Stage): (path: string) => string | null {
  const say = useSay();
  const operation = useOperation();
  if (stage.part !== 'output') return () => null;
  const fields = graph.nodes.flatMap((node) => operation(node)?.fields ?? []);
  return (path) => {
    const field = fields.find((each) => each.path === path);
    return field ? say(field.title) : null;
  };
}
