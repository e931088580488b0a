import * as z from 'zod';
import type { Document } from '#server/sandboxes/kit/many.ts';
import { valueAt } from '../../value-at.ts';

const Filter = z.object({
  name: z.string(),
  val: z.union([z.string(), z.number()]).optional(),
  multi_val: z.array(z.union([z.string(), z.number()])).optional(),
});
export type Filter = z.infer<typeof Filter>;

export const filtersIn = (value: unknown): Filter[] => z.array(Filter).catch([]).parse(value);

/** A path with slashes and, behind two underscores, the comparison; null for one that nobody knows. */
export function fits(row: Document, { name, val, multi_val = [] }: Filter): boolean | null {
  const [path = '', comparison] = name.split(/__(?=[^_]*$|in_list$)/);
  const there = valueAt(row, path.replaceAll('/', '.'));
  if (comparison === '=') return String(there) === String(val);
  if (comparison === 'in_list') return multi_val.map(String).includes(String(there));
  if (comparison === 'notnull') return (there ?? null) !== null;
  return null;
}
