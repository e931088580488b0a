import { useMemo, useState } from 'react';
import type { TargetField } from '#flows/api/connectors.ts';
import type { MappingRow } from '#flows/mapping/rows.ts';
import { useEditor } from '#web/canvas/editor-context.ts';
import { useSay } from '#web/words/say.ts';
import { addSourceField, fillSlot, writeInto } from './fill.ts';
import type { StepSample } from './input-paths.ts';
import type { Pane } from './Mapper.tsx';
import { MapperContext, type MapperState } from './mapper-context.ts';
import { RowsPane } from './RowsPane.tsx';
import { SourcePane } from './SourcePane.tsx';
import { pathOf, type Slot, slotsOf } from './slots.ts';
import { isOfRecord, knownFields, type SourceField } from './source-fields.ts';
import type { Preview } from './use-preview.ts';
import words from './words.json';

type Props = {
  rows: MappingRow[];
  fields: TargetField[];
  canUpdate: boolean;
  sample: StepSample | null;
  /** What other ways to the step bring. */
  others: readonly unknown[];
  preview: Preview;
  shown(pane: Pane): boolean;
  /** A source field was put into a row. */
  onFilled(): void;
  onChange(rows: MappingRow[], group?: string): void;
};

/** Rows filled from the source: by drag, by choosing a row and then a field, by typing, or all at once. */
export function RowsEditor({ rows, fields, canUpdate, sample, others, preview, shown, onFilled, onChange }: Props) {
  const say = useSay();
  const { mayEdit } = useEditor();
  const [chosen, setChosen] = useState<{ path: string; caret: number } | null>(null);
  const [dragged, drag] = useState<MapperState['dragged']>(null);
  const source = useMemo(() => knownFields(sample, others), [sample, others]);
  const slots = useMemo(() => slotsOf(fields, rows), [fields, rows]);
  const open = fields.length === 0;
  const hint = chosen ? say(words.sourceHintFor, { field: chosen.path }) : say(words.sourceHint);
  const done = (next: MappingRow[]) => {
    onChange(next);
    drag(null);
    onFilled();
  };
  const fill: MapperState['fill'] = (slot, segments) => done(fillSlot(rows, slot, segments));
  const pick = (field: SourceField) => {
    const slot = allSlots(slots).find((it) => pathOf(it) === chosen?.path);
    if (slot) done(writeInto(rows, slot, field.segments, chosen?.caret ?? 0));
    else if (open) done(addSourceField(rows, field));
  };
  const mapper: MapperState = {
    rows,
    preview,
    chosen: chosen?.path ?? null,
    choose: (path, caret = 0) => setChosen(path === null ? null : { path, caret }),
    dragged,
    drag,
    fill,
    change: onChange,
    canUpdate,
    mayEdit,
  };
  return (
    <MapperContext value={mapper}>
      {shown('source') && <SourcePane fields={source} onPick={mayEdit ? pick : null} hint={hint} />}
      {shown('rows') && <RowsPane slots={slots} source={source.filter(isOfRecord)} open={open} />}
    </MapperContext>
  );
}

const allSlots = (slots: readonly Slot[]): Slot[] =>
  slots.flatMap((slot) => (slot.is === 'list' ? [slot, ...slot.slots] : [slot]));
