import * as z from 'zod';
import { Language } from '../words.ts';
import { Done, Id, Role, route } from './route.ts';

const Email = z
  .email()
  .max(254)
  .transform((email) => email.toLowerCase());
const Password = z.string().min(12).max(128);

export const Session = z.object({
  person: z.object({ id: Id, name: z.string(), email: z.string(), language: Language.nullable() }),
  organization: z.object({ id: Id, name: z.string(), demo: z.boolean() }),
  role: Role,
});
export type Session = z.infer<typeof Session>;

/** What the sign-in page must know. */
export const Welcome = z.object({
  session: Session.nullable(),
  demo: z.boolean().describe('"Look around with demo shops" is offered'),
  firstAccount: z.boolean().describe('nobody has an account yet: offer to create the first'),
});
export type Welcome = z.infer<typeof Welcome>;

export const sessionRoutes = {
  welcome: route({
    method: 'GET',
    path: '/api/session',
    access: 'public',
    summary: 'Who is signed in, and what the sign-in page offers',
    response: Welcome,
  }),
  signIn: route({
    method: 'POST',
    path: '/api/session',
    access: 'public',
    summary: 'Sign in with e-mail and password',
    body: z.object({ email: Email, password: z.string().max(128) }),
    response: Session,
  }),
  signInDemo: route({
    method: 'POST',
    path: '/api/session/demo',
    access: 'public',
    summary: 'Sign in to the demo organization (demo mode only)',
    response: Session,
  }),
  signUpFirst: route({
    method: 'POST',
    path: '/api/session/first',
    access: 'public',
    summary: 'Create the first account and its organization (only while there is none)',
    body: z.object({
      name: z.string().trim().min(1).max(120),
      email: Email,
      password: Password,
      organization: z.string().trim().min(1).max(120),
      language: Language,
    }),
    response: Session,
  }),
  signOut: route({ method: 'DELETE', path: '/api/session', access: 'public', summary: 'Sign out', response: Done }),
  setLanguage: route({
    method: 'PATCH',
    path: '/api/session',
    access: 'viewer',
    summary: "Keep the person's language",
    body: z.object({ language: Language }),
    response: Session,
  }),
};
