import { eq, sql } from 'drizzle-orm';
import type { Language } from '#flows/words.ts';
import type { Database } from '#server/database/database.ts';
import { memberships, organizations, people } from '#server/database/schema.ts';
import { PermanentError } from '#server/errors.ts';
import { hasAccounts } from './sessions.ts';
import type { Vault } from './vault.ts';

type Deps = { db: Database; vault: Vault; newId(): string };
export type FirstAccount = {
  name: string;
  email: string;
  passwordHash: string;
  organization: string;
  language: Language;
};

/** Creates the first account with its organization; refused as soon as somebody has one, also when two try at once. */
export function createFirstAccount({ db, vault, newId }: Deps, account: FirstAccount) {
  const organizationId = newId();
  const personId = newId();
  return db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtext('koppel first account'))`);
    if (await hasAccounts(tx)) throw new PermanentError({ problem: { code: 'not-allowed', params: {} } });
    await tx
      .insert(organizations)
      .values({ id: organizationId, name: account.organization, dataKey: vault.newDataKey(organizationId) });
    const { name, email, passwordHash, language } = account;
    await tx.insert(people).values({ id: personId, name, email, passwordHash, language });
    await tx.insert(memberships).values({ organizationId, personId, role: 'admin' });
    return { organizationId, personId };
  });
}

/** The organization that anyone may look around in, and its one visitor without a password. */
export async function findDemo(db: Database): Promise<{ organizationId: string; personId: string } | null> {
  const [row] = await db
    .select({ organizationId: organizations.id, personId: memberships.personId })
    .from(organizations)
    .innerJoin(memberships, eq(memberships.organizationId, organizations.id))
    .where(eq(organizations.demo, true));
  return row ?? null;
}

/** Makes the demo organization; two processes that start at once make one. */
export async function createDemo({ db, vault, newId }: Deps, words: { organization: string; visitor: string }) {
  const organizationId = newId();
  const personId = newId();
  return db.transaction(async (tx) => {
    const dataKey = vault.newDataKey(organizationId);
    const made = await tx
      .insert(organizations)
      .values({ id: organizationId, name: words.organization, demo: true, dataKey })
      .onConflictDoNothing()
      .returning();
    if (made.length === 0) return null;
    await tx.insert(people).values({ id: personId, name: words.visitor, email: `visitor@${organizationId}.example` });
    await tx.insert(memberships).values({ organizationId, personId, role: 'admin' });
    return { organizationId, personId };
  });
}

export async function dataKeyOf(db: Database, organizationId: string): Promise<Buffer> {
  const [row] = await db
    .select({ dataKey: organizations.dataKey })
    .from(organizations)
    .where(eq(organizations.id, organizationId));
  if (!row) throw new Error('The organization is gone');
  return row.dataKey;
}
