import * as z from 'zod';

/** The five fields of a cron line and what each may hold. Sunday is 0 and 7. */
const fields = [
  { name: 'minute', least: 0, most: 59 },
  { name: 'hour', least: 0, most: 23 },
  { name: 'day', least: 1, most: 31 },
  { name: 'month', least: 1, most: 12 },
  { name: 'weekday', least: 0, most: 7 },
] as const;
type FieldName = (typeof fields)[number]['name'];

/** A cron line, taken apart: the values that each field allows. */
export type Cron = Record<FieldName, ReadonlySet<number>> & {
  /** With both a day of the month and a weekday named, either will do; that is cron's old rule. */
  eitherDay: boolean;
};

const Part = /^(?:\*|(\d{1,2})(?:-(\d{1,2}))?)(?:\/(\d{1,2}))?$/;

/** Reads `minute hour day month weekday`, with lists, ranges and steps; null when it cannot be read. */
export function parseCron(text: string): Cron | null {
  const parts = text.trim().split(/\s+/);
  if (parts.length !== fields.length) return null;
  const sets = fields.map(({ least, most }, index) => valuesOf(parts[index] ?? '', least, most));
  const [minute, hour, day, month, weekday] = sets;
  if (!minute || !hour || !day || !month || !weekday) return null;
  if (weekday.has(7)) weekday.add(0);
  return { minute, hour, day, month, weekday, eitherDay: !parts[2]?.startsWith('*') && !parts[4]?.startsWith('*') };
}

function valuesOf(text: string, least: number, most: number): Set<number> | null {
  const values = new Set<number>();
  for (const part of text.split(',')) {
    const found = Part.exec(part);
    if (!found) return null;
    const [, first, last, every] = found;
    const step = Number(every ?? 1);
    const from = first === undefined ? least : Number(first);
    const to = last !== undefined ? Number(last) : first === undefined || every !== undefined ? most : from;
    if (step < 1 || from < least || to > most || from > to) return null;
    for (let value = from; value <= to; value += step) values.add(value);
  }
  return values;
}

/** A cron line that can be read. */
export const CronText = z
  .string()
  .max(120)
  .refine((text) => parseCron(text) !== null, { message: 'is no cron line' });

/** "08:30" of every day as a cron line, and back; null when a line is something else. */
export const dailyCron = (time: string): string => {
  const [hour, minute] = time.split(':').map(Number);
  return `${minute ?? 0} ${hour ?? 0} * * *`;
};
export function dailyTime(cron: string): string | null {
  const found = /^(\d{1,2}) (\d{1,2}) \* \* \*$/.exec(cron);
  return found && parseCron(cron) ? `${found[2]?.padStart(2, '0')}:${found[1]?.padStart(2, '0')}` : null;
}
