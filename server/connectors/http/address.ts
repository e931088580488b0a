import * as z from 'zod';
import { PermanentError } from '#server/errors.ts';
import type { Json } from '../connector.ts';

/** What a placeholder may stand for: a text or number that is a part of an address and does not climb in it. */
const Part = z.union([
  z
    .string()
    .min(1)
    .regex(/^(?!\.{1,2}$)/),
  z.number(),
]);
const Branch = z.record(z.string(), z.json());

/** The base address with the step's path behind it; every `{field.name}` becomes that field's value. */
export function addressFor(base: string, path: string, record: Json): string {
  const filled = path.replace(/\{([^{}]+)\}/g, (_, name: string) => encodeURIComponent(valueAt(record, name.trim())));
  const [below = '', query] = filled.split(/\?(.*)/s);
  const url = new URL(base);
  if (below !== '') url.pathname = `${url.pathname.replace(/\/+$/, '')}/${below.replace(/^\/+/, '')}`;
  for (const [name, value] of new URLSearchParams(query)) url.searchParams.append(name, value);
  return url.href;
}

function valueAt(record: Json, name: string): string {
  const value = name.split('.').reduce<unknown>((it, part) => {
    const branch = Branch.safeParse(it);
    return branch.success && Object.hasOwn(branch.data, part) ? branch.data[part] : undefined;
  }, record);
  const part = Part.safeParse(value);
  if (!part.success) throw new PermanentError({ problem: { code: 'http.field-missing', params: { field: name } } });
  return String(part.data);
}
