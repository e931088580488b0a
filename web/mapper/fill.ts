import type { ListRow, MappingRow } from '#flows/mapping/rows.ts';
import { type Rows, setForEach, setFormula } from './edit-rows.ts';
import { formulaFor, isPlainPath, listFormula, pathInFormula, type Segment, wholeRecord } from './paths.ts';
import { type Address, isListRow, type ListSlot, type Slot } from './slots.ts';
import type { SourceField } from './source-fields.ts';

/**
 * Puts a source field into a row, by drag or by click. On a list row it says which list is walked; on a row inside a list
 * that walks nothing yet, the field's own list is taken.
 */
export function fillSlot(rows: Rows, slot: Slot, segments: readonly Segment[]): MappingRow[] {
  const keep = slot.field === null;
  if (slot.is === 'list') return fillList(rows, slot, segments);
  const { list } = slot.address;
  if (list === null) return setFormula(rows, slot.address, formulaFor(segments, null), keep);
  const walked = walkedBy(rows, list);
  const own = listFormula(segments);
  // A list that walks the record itself and is still empty takes the first list that is offered.
  const unsettled = walked?.forEach.trim() === wholeRecord && walked.rows.length === 0 && own !== null;
  if (walked && !unsettled) return setFormula(rows, slot.address, formulaFor(segments, walked.forEach), keep);
  if (own === null) return [...rows];
  return setFormula(setForEach(rows, list, own), slot.address, formulaFor(segments, own), keep);
}

/** A list says what is walked; any other field becomes a field of the items, where a person may add those. */
function fillList(rows: Rows, { address, row, field }: ListSlot, segments: readonly Segment[]): MappingRow[] {
  const list = listFormula(segments);
  const isInside = segments.at(-1)?.list === false && (list === null || list === row?.forEach.trim());
  if (!isInside) return list === null ? [...rows] : setForEach(rows, address.to, list);
  if (!row || field) return [...rows];
  const name = freeName(row.rows, plainName(segments.at(-1)?.name ?? ''));
  return setFormula(rows, { list: address.to, to: name }, formulaFor(segments, row.forEach), true);
}

/** Adds a field named like the source field it takes its value from; a list brings the fields of its items along. */
export function addFromSource(rows: Rows, segments: readonly Segment[], items: readonly string[]): MappingRow[] {
  const name = freeName(rows, plainName(segments.at(-1)?.name ?? ''));
  const address: Address = { list: null, to: name };
  if (items.length === 0) return setFormula(rows, address, formulaFor(segments, null), true);
  const list = pathInFormula(segments);
  return items.reduce<MappingRow[]>(
    (filled, item) =>
      setFormula(filled, { list: name, to: plainName(item) }, formulaFor([{ name: item, list: false }], null), true),
    setForEach(rows, name, list),
  );
}

/** Writes a source field into a formula at the cursor; a formula that is only a path gives way to the new one. */
export function writeInto(rows: Rows, slot: Slot, segments: readonly Segment[], caret: number): MappingRow[] {
  const from = slot.is === 'value' ? (slot.row?.from ?? '') : '';
  if (from.trim() === '' || isPlainPath(from)) return fillSlot(rows, slot, segments);
  const { list } = slot.address;
  const path = formulaFor(segments, list === null ? null : (walkedBy(rows, list)?.forEach ?? null));
  return setFormula(rows, slot.address, from.slice(0, caret) + path + from.slice(caret), true);
}

/** A source field as a new field of an open target; a list comes with the plain fields of its items. */
export function addSourceField(rows: Rows, { segments, type, children }: SourceField): MappingRow[] {
  const plain = type === 'list' ? children.filter((child) => child.children.length === 0) : [];
  return addFromSource(
    rows,
    segments,
    plain.flatMap((child) => child.segments.at(-1)?.name ?? []),
  );
}

const walkedBy = (rows: Rows, list: string): ListRow | null => {
  const row = rows.find((it) => it.to === list);
  return row && isListRow(row) ? row : null;
};

/** Only what a target path may hold. */
const plainName = (name: string) => name.replace(/[^\p{L}\p{N}_@$-]+/gu, '_') || 'field';

function freeName(rows: Rows, name: string): string {
  const taken = (wanted: string) => rows.some((row) => row.to === wanted);
  if (!taken(name)) return name;
  let number = 2;
  while (taken(`${name}_${number}`)) number++;
  return `${name}_${number}`;
}
