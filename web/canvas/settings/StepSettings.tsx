import { Divider, Stack, TextInput } from '@mantine/core';
import type { FlowNode } from '#flows/graph.ts';
import { useLanguage, useSay } from '#web/words/say.ts';
import { renameStep } from '../edit-graph.ts';
import styles from '../editor.module.css';
import { useEditor } from '../editor-context.ts';
import { stepTitle, stepViews } from '../step-views.tsx';
import words from '../words.json';
import { Missing } from './Missing.tsx';

/** What a step asks a person: what is missing first, then the questions of its kind, then its name. */
export function StepSettings({ node }: { node: FlowNode }) {
  const say = useSay();
  const language = useLanguage((state) => state.language);
  const { store, systems, mayEdit } = useEditor();
  const { Settings } = stepViews[node.kind];
  const { name: _, ...unnamed } = node;
  return (
    <fieldset className={styles.settings} disabled={!mayEdit}>
      <Stack>
        <Missing node={node.id} />
        <Settings node={node} />
        <Divider />
        <TextInput
          label={say(words.stepName)}
          description={say(words.stepNameHelp)}
          placeholder={stepTitle(unnamed, systems.chosenBy(node), language)}
          value={node.name ?? ''}
          maxLength={120}
          onChange={(event) =>
            store.getState().edit(renameStep(node.id, event.currentTarget.value), { group: `${node.id}.name` })
          }
        />
      </Stack>
    </fieldset>
  );
}
