import type { Queryable } from './database.ts';

/** Runs with every batch: each connection of the pool reads and plans it once, under its name. */
export type Statement<Row> = (db: Queryable, values: unknown[]) => Promise<Row[]>;

export function statement<Row extends Record<string, unknown>>(name: string, text: string): Statement<Row> {
  return async (db, values) => {
    const prepared = db._.session.prepareQuery<{ execute: { rows: Row[] }; all: unknown; values: unknown }>(
      { sql: text, params: values },
      undefined,
      name,
      false,
    );
    return (await prepared.execute()).rows;
  };
}
