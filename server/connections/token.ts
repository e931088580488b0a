import { and, eq, sql } from 'drizzle-orm';
import * as z from 'zod';
import { dataKeyOf } from '#server/access/organizations.ts';
import type { Token } from '#server/connectors/connector.ts';
import type { Queryable } from '#server/database/database.ts';
import { connections } from '#server/database/schema.ts';
import type { Services } from '#server/services.ts';
import { type ConnectionRow, placeOf } from './sealed.ts';

const StoredToken = z.object({ access: z.string(), expiresAt: z.string(), refresh: z.string().optional() });

/** A token this close to its end is renewed before it is used. */
const marginSeconds = 30;

type Deps = Pick<Services, 'db' | 'vault' | 'now'>;
type Place = Pick<ConnectionRow, 'organizationId' | 'id'>;

const at = (row: Place) => and(eq(connections.organizationId, row.organizationId), eq(connections.id, row.id));

async function readToken(
  { db, vault }: Pick<Services, 'vault' | 'db'>,
  tx: Queryable,
  row: Place,
): Promise<Token | null> {
  const [stored] = await tx.select({ token: connections.token }).from(connections).where(at(row));
  if (!stored?.token) return null;
  const dataKey = await dataKeyOf(db, row.organizationId);
  return StoredToken.parse(JSON.parse(vault.open(dataKey, placeOf(row, 'token'), stored.token)));
}

const isFresh = (token: Token | null, now: Date): token is Token =>
  token !== null && token.access !== '' && new Date(token.expiresAt).getTime() - now.getTime() > marginSeconds * 1000;

/**
 * The connection's short-lived token, shared by all processes. Only one caller at a time renews it: the others wait at
 * the lock and then find the new one. What `renew` gives is stored before anyone uses it.
 */
export async function sharedToken(
  deps: Deps,
  row: Place,
  renew: (previous: Token | null) => Promise<Token>,
): Promise<Token> {
  const stored = await readToken(deps, deps.db, row);
  if (isFresh(stored, deps.now())) return stored;
  const dataKey = await dataKeyOf(deps.db, row.organizationId);
  return deps.db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`koppel token ${row.id}`}, 0))`);
    const previous = await readToken(deps, tx, row);
    if (isFresh(previous, deps.now())) return previous;
    const token = await renew(previous);
    await tx
      .update(connections)
      .set({ token: deps.vault.seal(dataKey, placeOf(row, 'token'), JSON.stringify(token)) })
      .where(at(row));
    return token;
  });
}

/** Makes the next call renew the token; what the vendor wants back for the next one is kept. */
export async function dropSharedToken(deps: Deps, row: Place): Promise<void> {
  const stored = await readToken(deps, deps.db, row);
  if (!stored) return;
  const dataKey = await dataKeyOf(deps.db, row.organizationId);
  const emptied = JSON.stringify({ ...stored, access: '' });
  await deps.db
    .update(connections)
    .set({ token: deps.vault.seal(dataKey, placeOf(row, 'token'), emptied) })
    .where(at(row));
}
