import { sql } from 'drizzle-orm';
import type { Database } from './database.ts';

/** Runs that one turn of housekeeping empties; the next turn takes the next ones. */
const runsAtOnce = 20;

/**
 * Deletes what records carried in runs that ended before `before`: personal data is kept no longer than it is useful.
 * Outcomes, counts and the ledger stay. Several workers may do this at once; each takes other runs.
 */
export async function dropOldContent(db: Database, before: Date, now: Date) {
  await db.execute(sql`
    with old as (
      select organization_id, id from runs
      where ended_at < ${before.toISOString()}::timestamptz and content_dropped_at is null
      order by ended_at limit ${runsAtOnce} for update skip locked),
    emptied as (
      delete from payloads p using old where p.organization_id = old.organization_id and p.run_id = old.id)
    update runs r set content_dropped_at = ${now.toISOString()}::timestamptz
    from old where r.organization_id = old.organization_id and r.id = old.id`);
}
