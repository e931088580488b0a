import type { FormField } from '#flows/api/connectors.ts';
import type { ApiError } from '#web/api/client.ts';

export type FieldValue = string | number | boolean | null;
export type Values = Record<string, FieldValue>;
export type Secrets = Record<string, { set: boolean; last4: string | null }>;

/** The values of a fresh form. */
export function initialValues(fields: FormField[]): Values {
  return Object.fromEntries(fields.map((field) => [field.name, field.initial]));
}

/** The values a form starts with when something is edited: what is kept, else the default. Secrets start empty. */
export function valuesFrom(fields: FormField[], kept: Record<string, unknown>): Values {
  return Object.fromEntries(fields.map((field) => [field.name, asValue(kept[field.name]) ?? field.initial]));
}

function asValue(kept: unknown): FieldValue | undefined {
  return typeof kept === 'string' || typeof kept === 'number' || typeof kept === 'boolean' ? kept : undefined;
}

/** What is sent: a secret that was left empty while one is kept stays as it is, and so is left out. */
export function valuesToSend(fields: FormField[], values: Values, secrets: Secrets = {}): Values {
  const kept = fields.filter(
    (field) => !(field.type === 'secret' && isEmpty(values[field.name]) && secrets[field.name]?.set),
  );
  return Object.fromEntries(kept.map((field) => [field.name, values[field.name] ?? null]));
}

/** A field that was emptied and whose kind knows no empty value: what it asks is left out. */
export const isLeftOut = ({ type }: Pick<FormField, 'type'>, value: FieldValue): boolean =>
  value === null || (value === '' && type === 'date');

/** The fields that are shown now: some only make sense beside a certain choice. */
export const shownFields = (fields: FormField[], values: Values): FormField[] =>
  fields.filter(({ onlyWhen }) => !onlyWhen || onlyWhen.is.includes(String(values[onlyWhen.field] ?? '')));

/** Names of required fields that are still empty. */
export function missingFields(fields: FormField[], values: Values, secrets: Secrets = {}): string[] {
  return fields
    .filter((field) => field.required && isEmpty(values[field.name]) && !secrets[field.name]?.set)
    .map((field) => field.name);
}

/** The names of the fields that the server refused; its issues carry a path that ends in the field's name. */
export function refusedFields(fields: FormField[], error: ApiError | null): string[] {
  const ends = (error?.details.issues ?? []).map((issue) => issue.path.split(/[./]/).at(-1));
  return fields.map((field) => field.name).filter((name) => ends.includes(name));
}

function isEmpty(value: FieldValue | undefined) {
  return value === undefined || value === null || value === '';
}
