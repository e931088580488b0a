import { and, eq } from 'drizzle-orm';
import * as z from 'zod';
import { dataKeyOf } from '#server/access/organizations.ts';
import type { Token } from '#server/connectors/connector.ts';
import { crashPoint } from '#server/crash-point.ts';
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

type Renew = (previous: Token | null) => Promise<Token>;

/** Renewals under way in this process: whoever needs the same token waits for it here, and not at the database. */
const underWay = new Map<string, Promise<Token>>();

/**
 * The connection's short-lived token, shared by all processes. Only one caller at a time renews it: the others wait
 * and then find the new one. What `renew` gives is stored before anyone uses it.
 */
export async function sharedToken(deps: Deps, row: Place, renew: Renew): Promise<Token> {
  const stored = await readToken(deps, deps.db, row);
  if (isFresh(stored, deps.now())) return stored;
  const before = underWay.get(row.id);
  if (before) return before;
  const mine = oneProcessAtATime(deps, row, () => renewed(deps, row, renew)).finally(() => underWay.delete(row.id));
  underWay.set(row.id, mine);
  return mine;
}

async function renewed(deps: Deps, row: Place, renew: Renew): Promise<Token> {
  const previous = await readToken(deps, deps.db, row);
  if (isFresh(previous, deps.now())) return previous;
  const token = await renew(previous);
  crashPoint('CP13');
  await keepToken(deps, row, token);
  return token;
}

/** Seals a token and keeps it with its connection. */
export async function keepToken(deps: Pick<Services, 'db' | 'vault'>, row: Place, token: Token): Promise<void> {
  const dataKey = await dataKeyOf(deps.db, row.organizationId);
  await deps.db
    .update(connections)
    .set({ token: deps.vault.seal(dataKey, placeOf(row, 'token'), JSON.stringify(token)) })
    .where(at(row));
}

/**
 * The lock belongs to a database session and not to a transaction, which would stay open for as long as the vendor takes
 * to answer. It is free again as soon as the process that holds it has died.
 */
async function oneProcessAtATime<T>({ db }: Deps, row: Place, work: () => Promise<T>): Promise<T> {
  const session = await db.$client.connect();
  const name = [`koppel token ${row.id}`];
  let broken = true;
  try {
    await session.query('select pg_advisory_lock(hashtextextended($1, 0))', name);
    const done = await work().finally(() => session.query('select pg_advisory_unlock(hashtextextended($1, 0))', name));
    broken = false;
    return done;
  } finally {
    // A session that may still hold the lock is ended, and the lock with it.
    session.release(broken);
  }
}

/**
 * Makes the next call renew the token that was refused; what the vendor wants back for the next one is kept. A refusal may
 * come late, when another caller has renewed it already: the new one stays.
 */
export async function dropSharedToken(deps: Deps, row: Place, refused: string): Promise<void> {
  await oneProcessAtATime(deps, row, async () => {
    const stored = await readToken(deps, deps.db, row);
    if (stored?.access === refused) await keepToken(deps, row, { ...stored, access: '' });
  });
}
