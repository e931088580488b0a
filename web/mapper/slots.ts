import type { TargetField } from '#flows/api/connectors.ts';
import type { ListRow, MappingRow, ValueRow } from '#flows/mapping/rows.ts';

/** Which row: its target path, and the list row it stands in. */
export type Address = { list: string | null; to: string };

/** A place in the mapper where one target field is filled, or could be. `field` is null for fields a person typed. */
export type ValueSlot = { is: 'value'; address: Address; field: TargetField | null; row: ValueRow | null };
export type ListSlot = {
  is: 'list';
  address: Address;
  field: TargetField | null;
  row: ListRow | null;
  slots: ValueSlot[];
};
export type Slot = ValueSlot | ListSlot;

export const isListRow = (row: MappingRow): row is ListRow => 'forEach' in row;

/** The target's own fields, filled or not, and then the fields that a person added. */
export function slotsOf(fields: readonly TargetField[], rows: readonly MappingRow[]): Slot[] {
  const own = ownPaths(fields).map((path) => slotOf(path, fields, rows));
  const known = new Set(own.map((slot) => slot.address.to));
  const free = rows.filter((row) => !known.has(row.to)).map((row) => slotOf(row.to, fields, rows));
  return [...own, ...free];
}

/** The paths of the outermost rows: plain fields, and lists; an object whose fields are known is not a row itself. */
function ownPaths(fields: readonly TargetField[]): string[] {
  const paths = fields
    .filter(({ path, type }) => type !== 'object' || !fields.some((other) => other.path.startsWith(`${path}.`)))
    .map(({ path }) => path.split('[]')[0] ?? path);
  return [...new Set(paths)];
}

function slotOf(to: string, fields: readonly TargetField[], rows: readonly MappingRow[]): Slot {
  const field = fields.find((it) => it.path === to) ?? null;
  const row = rows.find((it) => it.to === to) ?? null;
  const inside = fields.filter(({ path }) => path.startsWith(`${to}[].`) && !path.slice(to.length + 3).includes('[]'));
  const address = { list: null, to };
  const isList = row ? isListRow(row) : inside.length > 0;
  if (!isList) return { is: 'value', address, field, row: row && !isListRow(row) ? row : null };
  const list = row && isListRow(row) ? row : null;
  return { is: 'list', address, field, row: list, slots: innerSlots(to, inside, list?.rows ?? []) };
}

function innerSlots(list: string, inside: readonly TargetField[], rows: readonly ValueRow[]): ValueSlot[] {
  const name = (field: TargetField) => field.path.slice(list.length + 3);
  const slot = (to: string, field: TargetField | null): ValueSlot => ({
    is: 'value',
    address: { list, to },
    field,
    row: rows.find((row) => row.to === to) ?? null,
  });
  const own = inside.map((field) => slot(name(field), field));
  const free = rows.filter((row) => !inside.some((field) => name(field) === row.to)).map((row) => slot(row.to, null));
  return [...own, ...free];
}

/** The path of a row as the preview and the messages name it: `lines[]`, and `lines[].sku` inside it. */
export function pathOf({ is, address: { list, to } }: Slot): string {
  if (is === 'list') return `${to}[]`;
  return list === null ? to : `${list}[].${to}`;
}

/** How many of the fields that must be filled are filled. */
export function progress(slots: readonly Slot[]): { filled: number; required: number } {
  const required = slots.flatMap((slot) => {
    const inner = slot.is === 'list' && (slot.row || slot.field?.required) ? slot.slots : [];
    return [slot, ...inner].filter(({ field }) => field?.required);
  });
  return { filled: required.filter(isFilled).length, required: required.length };
}

export function isFilled(slot: Slot): boolean {
  if (slot.is === 'list') return slot.row !== null;
  return slot.row !== null && (slot.row.from.trim() !== '' || slot.row.ifEmpty.do === 'use');
}
