import { Button, Group, Stack, Text } from '@mantine/core';
import { kindIds } from '#flows/kinds/ids.ts';
import { kinds } from '#flows/kinds/index.ts';
import { useSay } from '#web/words/say.ts';
import styles from './editor.module.css';
import { useEditor } from './editor-context.ts';
import { stepViews } from './step-views.tsx';
import { useAddStep } from './use-add-step.ts';
import words from './words.json';

/** The first step of a new flow: one that takes no line. */
export function EmptyCanvas() {
  const say = useSay();
  const { mayEdit } = useEditor();
  const add = useAddStep();
  const starters = kindIds.filter((id) => kinds[id].inputs === 0);
  return (
    <Stack className={styles.empty} gap='xs' align='center'>
      <Text fw={600}>{say(words.emptyTitle)}</Text>
      <Text c='dimmed' ta='center' maw={360}>
        {say(words.emptyAbout)}
      </Text>
      {mayEdit && (
        <Group>
          {starters.map((id) => {
            const { Icon } = stepViews[id];
            return (
              <Button key={id} leftSection={<Icon size={18} aria-hidden />} onClick={() => add.next(id)}>
                {say(words.startWith, { step: say(kinds[id].words.title) })}
              </Button>
            );
          })}
        </Group>
      )}
    </Stack>
  );
}
