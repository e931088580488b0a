import * as z from 'zod';
import type { Problem } from '#flows/problem.ts';
import type { Json } from '#server/connectors/connector.ts';
import type { OpenTarget } from './open-target.ts';

/** What the target cannot take about a record, by the field's name; null when it can. */
export function checkRecord(open: Pick<OpenTarget, 'schema' | 'system'>, record: Json): Problem | null {
  const issue = open.schema.safeParse(record).error?.issues[0];
  if (!issue) return null;
  const params = { field: issue.path.join('.'), system: open.system };
  const missing = issue.code === 'invalid_type' && valueAt(record, issue.path) === undefined;
  return { code: missing ? 'run.field-missing' : 'run.field-wrong', params };
}

function valueAt(record: unknown, path: PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, name) => (typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined),
    record,
  );
}

/** A record that is passed on as text need not be read to be checked. */
export const takesAnything = ({ schema }: Pick<OpenTarget, 'schema'>) => schema instanceof z.ZodUnknown;
