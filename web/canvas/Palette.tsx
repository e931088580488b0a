import { Text, UnstyledButton } from '@mantine/core';
import type { DragEvent } from 'react';
import { kindIds } from '#flows/kinds/ids.ts';
import { kinds } from '#flows/kinds/index.ts';
import { useSay } from '#web/words/say.ts';
import styles from './editor.module.css';
import { stepViews } from './step-views.tsx';
import { useAddStep } from './use-add-step.ts';
import words from './words.json';

/** What a dragged step of the step list carries. */
export const dragType = 'application/x-koppel-step';

/** The list of steps that can be added: by dragging onto the canvas, by click, or by Enter. */
export function Palette() {
  const say = useSay();
  const add = useAddStep();
  return (
    <section className={styles.palette} aria-label={say(words.stepList)}>
      <Text component='h2' size='sm' fw={650}>
        {say(words.addStep)}
      </Text>
      {kindIds.map((id) => {
        const { Icon, color } = stepViews[id];
        const title = say(kinds[id].words.title);
        const drag = (event: DragEvent) => {
          event.dataTransfer.setData(dragType, id);
          event.dataTransfer.effectAllowed = 'copy';
        };
        return (
          <UnstyledButton
            key={id}
            className={styles.paletteItem}
            draggable
            onDragStart={drag}
            onClick={() => add.next(id)}
            aria-label={say(words.addStepOf, { step: title })}
            title={say(kinds[id].words.help)}
          >
            <span className={styles.kindIcon} data-color={color}>
              <Icon size={18} stroke={1.8} aria-hidden />
            </span>
            <span>{title}</span>
          </UnstyledButton>
        );
      })}
      <Text size='xs' c='dimmed'>
        {say(words.stepListHint)}
      </Text>
    </section>
  );
}
