import * as z from 'zod';
import { forbiddenNames } from './names.ts';
import { Translation } from './value-table.ts';

/** What to do when a row's formula gives nothing (undefined, null, or an empty text). */
export const IfEmpty = z.discriminatedUnion('do', [
  z.object({ do: z.literal('leave-out') }),
  z.object({ do: z.literal('null') }),
  z.object({ do: z.literal('use'), value: z.union([z.string().max(1000), z.number(), z.boolean()]) }),
  z.object({ do: z.literal('stop') }),
]);
export type IfEmpty = z.infer<typeof IfEmpty>;

/** A dotted path of plain names: `customer.name`. List rows make lists, so a path never holds brackets. */
export const TargetPath = z
  .string()
  .min(1)
  .max(200)
  .regex(/^[\p{L}\p{N}_@$-]+(\.[\p{L}\p{N}_@$-]+)*$/u)
  .refine((path) => !path.split('.').some((name) => forbiddenNames.has(name)));

/** Whether a row is sent always, only when the target makes the record, or only when it changes what is there. */
export const When = z.enum(['always', 'create', 'update']);
export type When = z.infer<typeof When>;

/** One field of the target: where it goes, and the JSONata that fills it from the source record. */
export const ValueRow = z.object({
  to: TargetPath,
  from: z.string().max(5000),
  ifEmpty: IfEmpty.default({ do: 'leave-out' }),
  /** What the formula gives is looked up in a value table. */
  valueTable: Translation.optional(),
  when: When.optional().describe('always without it'),
});
export type ValueRow = z.infer<typeof ValueRow>;

/**
 * A list of the target: `forEach` is JSONata over the source record that gives the items; the rows inside are
 * evaluated with one item as their context (`$$` stays the item; the whole record is bound to `$record`).
 * The result is always a list, also for 0 or 1 items.
 */
export const ListRow = z.object({
  to: TargetPath,
  forEach: z.string().min(1).max(5000),
  rows: z.array(ValueRow).max(500),
  when: When.optional(),
});
export type ListRow = z.infer<typeof ListRow>;

export const MappingRow = z.union([ListRow, ValueRow]);
export type MappingRow = z.infer<typeof MappingRow>;

/** How records are changed: rows for people, or one JSONata expression for the whole document for experts. */
export const Mapping = z.discriminatedUnion('mode', [
  z.object({ mode: z.literal('rows'), rows: z.array(MappingRow).max(1000) }),
  z.object({ mode: z.literal('expression'), expression: z.string().max(20_000) }),
]);
export type Mapping = z.infer<typeof Mapping>;
