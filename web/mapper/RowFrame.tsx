import { type DragEvent, type ReactNode, useState } from 'react';
import styles from './mapper.module.css';
import { useMapper } from './mapper-context.ts';
import { isFilled, pathOf, type Slot } from './slots.ts';

/** The place of one row: takes a dragged source field, and is chosen by a click anywhere in it. */
export function RowFrame({ slot, children }: { slot: Slot; children: ReactNode }) {
  const { chosen, choose, dragged, fill, mayEdit } = useMapper();
  const [over, setOver] = useState(false);
  const path = pathOf(slot);
  const allow = (event: DragEvent) => {
    if (!dragged || !mayEdit) return;
    event.preventDefault();
    event.stopPropagation();
    event.dataTransfer.dropEffect = 'copy';
    setOver(true);
  };
  const drop = (event: DragEvent) => {
    setOver(false);
    if (!dragged) return;
    event.preventDefault();
    event.stopPropagation();
    fill(slot, dragged);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the same is done with the keyboard in the row's own input
    // biome-ignore lint/a11y/useKeyWithClickEvents: focusing the input chooses the row
    <div
      className={slot.is === 'list' ? styles.listFrame : styles.row}
      data-chosen={chosen === path || undefined}
      data-over={over || undefined}
      data-unfilled={(slot.field?.required && !isFilled(slot)) || undefined}
      onDragOver={allow}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
      onClick={(event) => {
        event.stopPropagation();
        if (chosen !== path) choose(path);
      }}
    >
      {children}
    </div>
  );
}
