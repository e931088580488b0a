import type { StepSample } from './input-paths.ts';
import { problemName, type Segment } from './paths.ts';

/** One field of the sample record, with what stands in it. A list of objects has the fields of its items below it. */
export type SourceField = {
  segments: Segment[];
  type: 'text' | 'number' | 'boolean' | 'empty' | 'object' | 'list';
  value: unknown;
  children: SourceField[];
};

/** The fields of a record as a tree, in the record's own order. */
export function fieldsOf(record: unknown, above: readonly Segment[] = []): SourceField[] {
  if (!isObject(record)) return [];
  return Object.entries(record).map(([name, value]) => fieldOf(name, value, above));
}

/** Every field that a formula can use: those of the sample, those that other ways bring, and what went wrong before. */
export function knownFields(sample: StepSample | null, others: readonly unknown[]): SourceField[] {
  const own = fieldsOf(mergeItems([sample?.body, ...others]));
  return sample?.problem ? [...own, ...fieldsOf({ [problemName]: sample.problem })] : own;
}

/** Whether a field stands in the record itself. */
export const isOfRecord = ({ segments: [first] }: SourceField) => first?.name !== problemName;

function fieldOf(name: string, value: unknown, above: readonly Segment[]): SourceField {
  const list = Array.isArray(value);
  const segments = [...above, { name, list }];
  const inside = list ? mergeItems(value) : value;
  return { segments, type: typeOf(value), value, children: fieldsOf(inside, segments) };
}

/** One item that has every field of all items, so that a field which the first item lacks is offered too. */
function mergeItems(items: readonly unknown[]): Record<string, unknown> {
  return Object.assign({}, ...items.filter(isObject).toReversed());
}

function typeOf(value: unknown): SourceField['type'] {
  if (value === null || value === undefined || value === '') return 'empty';
  if (Array.isArray(value)) return 'list';
  if (typeof value === 'object') return 'object';
  if (typeof value === 'number') return 'number';
  return typeof value === 'boolean' ? 'boolean' : 'text';
}

/** Every field of a tree in one row, from above to below. */
export const flatten = (fields: readonly SourceField[]): SourceField[] =>
  fields.flatMap((field) => [field, ...flatten(field.children)]);

/** The fields whose path holds the text, with those above them. */
export function search(fields: readonly SourceField[], text: string): SourceField[] {
  const wanted = text.trim().toLowerCase();
  if (wanted === '') return [...fields];
  return fields.flatMap((field) => {
    if (field.segments.at(-1)?.name.toLowerCase().includes(wanted)) return [field];
    const children = search(field.children, text);
    return children.length > 0 ? [{ ...field, children }] : [];
  });
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
