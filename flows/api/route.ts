import * as z from 'zod';

/** From least to most: each role may do what those before it may. */
export const roles = ['viewer', 'merchant', 'expert', 'admin'] as const;
export const Role = z.enum(roles);
export type Role = z.infer<typeof Role>;

export type Route = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With :names for the parameters. */
  path: `/${string}`;
  /** Who may call it: anyone, or a signed-in member with at least this role. The server decides from this and nothing else. */
  access: 'public' | Role;
  /** One sentence for the API document. */
  summary: string;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** Fields of the body that ask for more than `access` as soon as they say something. */
  fields?: Record<string, Role>;
  response: z.ZodType;
};

/** Keeps the exact types of one route. */
export const route = <const R extends Route>(it: R): R => it;

export const Id = z.uuid();
export const ById = z.object({ id: Id });
/** The empty answer of a deed that has nothing to tell. */
export const Done = z.object({ ok: z.literal(true) });
export const Time = z.iso.datetime({ offset: true });

/** A page of a list: `next` goes back as the `after` of the next request; null on the last page. */
export const listOf = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), next: z.string().nullable() });
export const Paging = {
  after: z.string().max(300).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
};

/** What a person's bad input is answered with (RFC 9457): the code picks the text, `issues` name the fields. */
export const ProblemDetails = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  /** On 409: the state that the caller did not know of. */
  current: z.unknown().optional(),
});
export type ProblemDetails = z.infer<typeof ProblemDetails>;
