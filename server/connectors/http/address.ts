import * as z from 'zod';
import { PermanentError } from '#server/errors.ts';
import type { Json } from '../connector.ts';
import { addressUnder } from '../kit/api.ts';
import { valueAt } from '../value-at.ts';

/** What a placeholder may stand for: a text or number that is a part of an address and does not climb in it. */
const Part = z.union([
  z
    .string()
    .min(1)
    .regex(/^(?!\.{1,2}$)/),
  z.number(),
]);

/** The base address with the step's path behind it; every `{field.name}` becomes that field's value. */
export const addressFor = (base: string, path: string, record: Json): string =>
  addressUnder(base, filled(path, record));

/** A path with every `{field.name}` replaced by that field's value. */
export const filled = (path: string, record: Json): string =>
  path.replace(/\{([^{}]+)\}/g, (_, name: string) => encodeURIComponent(partAt(record, name.trim())));

/** What placeholders of a record's own calls may name: its fields, its business key and, once known, its id there. */
export const withKey = (record: Json, names: { key: string; id?: string }): Json => ({
  ...(typeof record === 'object' && !Array.isArray(record) ? record : {}),
  ...names,
});

function partAt(record: Json, name: string): string {
  const part = Part.safeParse(valueAt(record, name));
  if (!part.success) throw new PermanentError({ problem: { code: 'http.field-missing', params: { field: name } } });
  return String(part.data);
}
