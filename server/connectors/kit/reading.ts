import * as z from 'zod';
import type { Json, SourceRecord } from '../connector.ts';
import { ParsedJson, valueAt } from '../value-at.ts';

/**
 * How one record is read from the vendor's document. `view` names the little that the connector itself needs; the body
 * that travels on is the whole document as it came, unknown fields included.
 */
export type Reading<View> = {
  view: z.ZodType<View>;
  key(view: View): string;
  /** One line for lists, without personal data; see `line`. */
  title(view: View): string;
  /** When it changed last; the newest one decides where the next reading starts. */
  changed?(view: View): Date | null;
  /** False for what the list holds but nobody wants: test orders, headings. */
  isReal?(view: View): boolean;
};

export type Found<View> = { body: Json; view: View };

/** A schema that keeps the document whole beside its view. */
export function keeping<View>(view: z.ZodType<View>) {
  return ParsedJson.transform((body, context): Found<View> => {
    const seen = view.safeParse(body);
    return seen.success ? { body, view: seen.data } : passOn(context, seen.error);
  });
}

/** A list within an answer, at a dotted path; nothing there is an empty list, because some vendors leave it out. */
export function listAt<View>(path: string, view: z.ZodType<View>) {
  const List = z.array(keeping(view));
  return ParsedJson.transform((body, context) => {
    const list = List.safeParse(valueAt(body, path) ?? []);
    return list.success ? { body, found: list.data } : passOn(context, list.error);
  });
}

/** One document at a path of an answer, or the first of a list there; null where there is none. */
export function oneAt<View>(path: string, view: z.ZodType<View>) {
  const One = keeping(view);
  return ParsedJson.transform((body, context): Found<View> | null => {
    const there = valueAt(body, path) ?? null;
    const document = Array.isArray(there) ? (there[0] ?? null) : there;
    if (document === null) return null;
    const one = One.safeParse(document);
    return one.success ? one.data : passOn(context, one.error);
  });
}

function passOn({ issues, value }: z.RefinementCtx, error: z.ZodError) {
  issues.push(...error.issues.map((issue) => ({ ...issue, code: 'custom' as const, input: value })));
  return z.NEVER;
}

export function recordOf<View>({ key, title, changed }: Reading<View>, { body, view }: Found<View>): SourceRecord {
  const moment = changed?.(view);
  return { key: key(view), title: title(view), body, ...(moment && { version: moment.getTime() }) };
}

/** What there is of a title's parts: `1042 · Bag +2 · 55.45 EUR`. */
export const line = (...parts: (string | number | null | undefined)[]): string =>
  parts.filter((part) => part !== undefined && part !== null && part !== '').join(' · ');

const Samples = z.array(z.object({ key: z.string(), title: z.string(), body: z.json() }));

/** A samples.json as a source takes it. */
export const samplesOf = (file: unknown): SourceRecord[] => Samples.parse(file);
