import { CloseButton, Group, Stack, Title } from '@mantine/core';
import { useLanguage, useSay } from '#web/words/say.ts';
import styles from '../editor.module.css';
import { useEditor, useFlowState, useStep } from '../editor-context.ts';
import { stepTitle } from '../step-views.tsx';
import words from '../words.json';
import { StepSettings } from './StepSettings.tsx';

/** The settings of the chosen step, beside the canvas. */
export function SettingsPanel() {
  const say = useSay();
  const language = useLanguage((state) => state.language);
  const { store, systems } = useEditor();
  const selected = useFlowState((state) => state.selected);
  const node = useStep(selected ?? '');
  if (!node) return null;
  return (
    <aside className={styles.panel} aria-label={say(words.settings)}>
      <Stack>
        <Group justify='space-between' wrap='nowrap' align='flex-start'>
          <Title order={2} size='h4'>
            {stepTitle(node, systems.chosenBy(node), language)}
          </Title>
          <CloseButton aria-label={say(words.close)} onClick={() => store.getState().select(null)} />
        </Group>
        <StepSettings key={node.id} node={node} />
      </Stack>
    </aside>
  );
}
