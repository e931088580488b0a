import * as z from 'zod';
import type { ConnectorContext, Suggestion } from '../connector.ts';
import { inTransaction } from './session.ts';
import type { Settings } from './settings.ts';

/**
 * Every table and view that the user may read, with what its form asks for: the primary key, and a column of moments whose
 * name speaks of changes. The rest is for the person to say.
 */
const known = `
  select n.nspname || '.' || c.relname,
    coalesce((
      select string_agg(a.attname, ', ' order by k.no)
      from pg_catalog.pg_index i
      cross join lateral unnest(i.indkey::int2[]) with ordinality as k(attnum, no)
      join pg_catalog.pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum
      where i.indrelid = c.oid and i.indisprimary), ''),
    coalesce((
      select a.attname from pg_catalog.pg_attribute a
      where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.atttypid in (1114, 1184)
        and a.attname ~* '(updat|chang|modif|gewijzigd|geaendert|geändert)'
      order by a.attnum limit 1), ''),
    c.relkind in ('r', 'p') and has_table_privilege(c.oid, 'insert')
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
    and has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select')
  order by 1 limit 1000`;

const Known = z.array(z.tuple([z.string(), z.string(), z.string(), z.boolean()]));

/** The tables to choose from, as filled-in forms. */
export function offers(context: ConnectorContext<Settings>): Promise<Suggestion[]> {
  return inTransaction(context, { effect: 'read', said: known }, async ({ query }) => {
    const found = Known.parse(await query(known));
    const value = found.flatMap(([table, keys, changed, writable]): Suggestion[] => {
      const options = { table, ...(keys && { keys }) };
      const one = { title: table, options };
      return [
        { ...one, side: 'source', operation: 'rows', options: { ...options, ...(changed && { changed }) } },
        ...(writable
          ? (['upsert', 'insert'] as const).map((operation): Suggestion => ({ ...one, side: 'target', operation }))
          : []),
      ];
    });
    return { value, answer: `${found.length} tables` };
  });
}
