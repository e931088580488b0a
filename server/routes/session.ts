import { eq } from 'drizzle-orm';
import type { FastifyReply } from 'fastify';
import { createFirstAccount, findDemo } from '#server/access/organizations.ts';
import { hashPassword, passwordFits } from '#server/access/passwords.ts';
import {
  cookieName,
  endSession,
  findAccount,
  findSession,
  hasAccounts,
  startSession,
} from '#server/access/sessions.ts';
import { people } from '#server/database/schema.ts';
import type { Services } from '#server/services.ts';
import type { Handlers } from './handler.ts';
import { notAllowed, Refusal } from './refusal.ts';

type Names = 'welcome' | 'signIn' | 'signInDemo' | 'signUpFirst' | 'signOut' | 'setLanguage';

const cookieDays = 14;

/** Signing in and out. A new session replaces the cookie, so that one set by somebody else is worth nothing. */
export function sessionHandlers(services: Services): Handlers<Names> {
  const { db, now, config } = services;
  const secure = config.publicUrl?.startsWith('https:') ?? false;

  const begin = async (reply: FastifyReply, who: { organizationId: string; personId: string }) => {
    const token = await startSession(db, who, now());
    reply.setCookie(cookieName(secure), token, {
      path: '/',
      httpOnly: true,
      sameSite: 'lax',
      secure,
      maxAge: cookieDays * 86_400,
    });
    const session = await findSession(db, token, now());
    if (!session) throw new Error('A session that was just started is gone');
    return session;
  };

  return {
    welcome: async ({ who }) => ({
      session: who,
      demo: config.demo && (await findDemo(db)) !== null,
      firstAccount: !(await hasAccounts(db)),
    }),
    signIn: async ({ body, reply }) => {
      const account = await findAccount(db, body.email);
      const fits = await passwordFits(account?.passwordHash ?? null, body.password);
      if (!account || !fits) throw new Refusal(401, 'wrong-credentials');
      return begin(reply, account);
    },
    signInDemo: async ({ reply }) => {
      const demo = config.demo ? await findDemo(db) : null;
      if (!demo) throw notAllowed();
      return begin(reply, demo);
    },
    signUpFirst: async ({ body, reply }) => {
      if (await hasAccounts(db)) throw notAllowed();
      const { password, ...account } = body;
      return begin(
        reply,
        await createFirstAccount(services, { ...account, passwordHash: await hashPassword(password) }),
      );
    },
    signOut: async ({ request, reply }) => {
      const token = request.cookies[cookieName(secure)];
      if (token) await endSession(db, token);
      reply.clearCookie(cookieName(secure), { path: '/' });
      return { ok: true };
    },
    setLanguage: async ({ who, body }) => {
      await db.update(people).set({ language: body.language }).where(eq(people.id, who.person.id));
      return { ...who, person: { ...who.person, language: body.language } };
    },
  };
}
