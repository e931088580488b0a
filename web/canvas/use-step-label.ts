import { useCallback } from 'react';
import type { FlowNode } from '#flows/graph.ts';
import { useLanguage, useSay } from '#web/words/say.ts';
import { useEditor } from './editor-context.ts';
import { stepTitle, stepViews } from './step-views.tsx';
import words from './words.json';

/** What a screen reader says of a step: its number, what it does, and what is still missing. */
export function useStepLabel() {
  const say = useSay();
  const language = useLanguage((state) => state.language);
  const { systems, problems } = useEditor();
  return useCallback(
    (node: FlowNode, number: number) => {
      const missing = problems.filter((problem) => problem.node === node.id).length;
      const parts = [
        say(words.stepNumber, { number }),
        stepTitle(node, systems.chosenBy(node), language),
        stepViews[node.kind].line(node, language, systems.chosenBy(node)),
        missing > 0 ? say(words.toFinish, { count: missing }) : null,
      ];
      return parts.filter((part) => part !== null).join(', ');
    },
    [language, systems, problems],
  );
}
