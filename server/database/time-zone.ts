import { eq } from 'drizzle-orm';
import type { Queryable } from './database.ts';
import { organizations } from './schema.ts';

/** The clocks by which an organization's schedules run. */
export async function zoneOf(db: Queryable, organizationId: string): Promise<string> {
  const [row] = await db
    .select({ timeZone: organizations.timeZone })
    .from(organizations)
    .where(eq(organizations.id, organizationId));
  if (!row) throw new Error(`Organization ${organizationId} is gone`);
  return row.timeZone;
}
