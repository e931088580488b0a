import type { Database, Queryable } from './database.ts';

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

/** A query of the builder that is built once; each connection of the pool reads and plans it once, under its name. */
export function prepared<Query>(build: (db: Database) => Query): (db: Database) => Query {
  const built = new WeakMap<Database, Query>();
  return (db) => {
    const query = built.get(db) ?? build(db);
    built.set(db, query);
    return query;
  };
}
