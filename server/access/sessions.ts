import { createHash, randomBytes } from 'node:crypto';
import { and, eq, lt, or, sql } from 'drizzle-orm';
import type { Session } from '#flows/api/session.ts';
import type { Database, Queryable } from '#server/database/database.ts';
import { memberships, organizations, people, sessions } from '#server/database/schema.ts';

const idleHours = 12;
const longestDays = 14;

/** The name of the cookie; `__Host-` needs https, so plain loopback addresses use the other. */
export const cookieName = (secure: boolean) => (secure ? '__Host-koppel' : 'koppel');

const hashOf = (token: string) => createHash('sha256').update(token).digest();

/** Starts a session and gives the token for the cookie; the database keeps only its hash. */
export async function startSession(
  db: Queryable,
  who: { organizationId: string; personId: string },
  now: Date,
): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await db.insert(sessions).values({ ...who, tokenHash: hashOf(token), createdAt: now, seenAt: now });
  return token;
}

/** Who a token belongs to, or null when it is unknown or too old. */
export async function findSession(db: Database, token: string, now: Date): Promise<Session | null> {
  const [row] = await db
    .select({ session: sessions, person: people, organization: organizations, role: memberships.role })
    .from(sessions)
    .innerJoin(people, eq(people.id, sessions.personId))
    .innerJoin(organizations, eq(organizations.id, sessions.organizationId))
    .innerJoin(
      memberships,
      and(eq(memberships.organizationId, sessions.organizationId), eq(memberships.personId, sessions.personId)),
    )
    .where(eq(sessions.tokenHash, hashOf(token)));
  if (!row || isOver(row.session, now)) return null;
  // Once a minute is enough to know that somebody is there, and spares a write per request.
  if (now.getTime() - row.session.seenAt.getTime() > 60_000) {
    await db.update(sessions).set({ seenAt: now }).where(eq(sessions.tokenHash, row.session.tokenHash));
  }
  const { id, name, email, language } = row.person;
  return {
    person: { id, name, email, language },
    organization: { id: row.organization.id, name: row.organization.name, demo: row.organization.demo },
    role: row.role,
  };
}

const hoursAgo = (now: Date, hours: number) => new Date(now.getTime() - hours * 3_600_000);
const isOver = (session: { createdAt: Date; seenAt: Date }, now: Date) =>
  session.seenAt < hoursAgo(now, idleHours) || session.createdAt < hoursAgo(now, longestDays * 24);

export const endSession = (db: Database, token: string) =>
  db.delete(sessions).where(eq(sessions.tokenHash, hashOf(token)));

/** Removes sessions that are over. */
export const sweepSessions = (db: Database, now: Date) =>
  db
    .delete(sessions)
    .where(or(lt(sessions.seenAt, hoursAgo(now, idleHours)), lt(sessions.createdAt, hoursAgo(now, longestDays * 24))));

export type Account = { personId: string; organizationId: string; passwordHash: string | null };

/** The account behind an e-mail address, in the organization that the person joined first. */
export async function findAccount(db: Database, email: string): Promise<Account | null> {
  const [row] = await db
    .select({ personId: people.id, organizationId: memberships.organizationId, passwordHash: people.passwordHash })
    .from(people)
    .innerJoin(memberships, eq(memberships.personId, people.id))
    .innerJoin(organizations, eq(organizations.id, memberships.organizationId))
    .where(eq(people.email, email))
    .orderBy(organizations.createdAt)
    .limit(1);
  return row ?? null;
}

/** Whether anybody can sign in with a password; while nobody can, the first account may be created. */
export async function hasAccounts(db: Queryable): Promise<boolean> {
  const [row] = await db.select({ one: sql`1` }).from(people).where(sql`${people.passwordHash} is not null`).limit(1);
  return row !== undefined;
}
