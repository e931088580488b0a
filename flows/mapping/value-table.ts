import * as z from 'zod';

/** By its name formulas and rows ask for a value table; within an organization there is one of each name. */
export const TableName = z.string().trim().min(1).max(80);

/** One translation: what comes in, and what goes out in its place. */
export const TableRow = z.object({ from: z.string().trim().min(1).max(300), to: z.string().trim().max(300) });
export type TableRow = z.infer<typeof TableRow>;

export const mostRows = 5000;
export const TableRows = z
  .array(TableRow)
  .max(mostRows)
  .refine((rows) => new Set(rows.map(({ from }) => from)).size === rows.length, {
    message: 'a value stands there twice',
  });

/** What happens with a value that is not in the table; `stop` lets a person look at the record. */
export const Otherwise = z.union([
  z.literal('stop'),
  z.literal('leave-out'),
  z.object({ use: z.union([z.string().max(1000), z.number(), z.boolean()]) }),
]);
export type Otherwise = z.infer<typeof Otherwise>;

/** What a row's value is translated by. */
export const Translation = z.object({ table: TableName, otherwise: Otherwise.default('stop') });
export type Translation = z.infer<typeof Translation>;
