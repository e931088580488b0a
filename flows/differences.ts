import * as z from 'zod';

/** One place at which two contents differ. Without `before` it is new, without `after` it is gone. */
export const Difference = z.object({
  path: z.array(z.union([z.string(), z.number()])),
  before: z.json().optional(),
  after: z.json().optional(),
});
export type Difference = z.infer<typeof Difference>;

type Json = z.infer<ReturnType<typeof z.json>>;
type Path = Difference['path'];

/**
 * Field by field what changed between two contents. The order of names does not count; the order of a list does, item
 * by item. A whole part that came or went is one difference.
 */
export function differences(before: Json | undefined, after: Json | undefined, path: Path = []): Difference[] {
  if (before === undefined && after === undefined) return [];
  if (before === undefined || after === undefined) {
    return [{ path, ...(before !== undefined && { before }), ...(after !== undefined && { after }) }];
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const [old, fresh] = [before, after];
    const places = Array.from({ length: Math.max(old.length, fresh.length) }, (_, place) => place);
    return places.flatMap((place) => differences(old[place], fresh[place], [...path, place]));
  }
  if (isObject(before) && isObject(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return names.flatMap((name) => differences(own(before, name), own(after, name), [...path, name]));
  }
  return Object.is(before, after) || (before === 0 && after === 0) ? [] : [{ path, before, after }];
}

/**
 * The differences that are left when some fields are ignored. A field is named as people write it: `lines.price` is the
 * price of every line, and everything below a named field is ignored with it.
 */
export function withoutIgnored(found: Difference[], ignored: string[]): Difference[] {
  const names = ignored.map((field) => field.split('.'));
  return found.filter(({ path }) => {
    const plain = path.filter((part) => typeof part === 'string');
    return !names.some((name) => name.length <= plain.length && name.every((part, place) => part === plain[place]));
  });
}

/** How people write a place: `lines.2.price`; list items count from 1. */
export const writtenPath = (path: Path) =>
  path.map((part) => (typeof part === 'number' ? String(part + 1) : part)).join('.');

const isObject = (value: Json): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const own = (value: Record<string, Json>, name: string): Json | undefined =>
  Object.hasOwn(value, name) ? value[name] : undefined;
