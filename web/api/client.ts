import type * as z from 'zod';
import { ProblemDetails, type Route } from '#flows/api/route.ts';
import { type Api, api, type RouteName } from '#flows/api.ts';

/** A request the server refused: the code picks the text, `issues` name the fields, `current` is the other's state. */
export class ApiError extends Error {
  readonly details: ProblemDetails;
  constructor(details: ProblemDetails) {
    super(details.code);
    this.details = details;
  }
}

type Input<R, Part extends keyof Route> =
  R extends Record<Part, infer Schema extends z.ZodType> ? Record<Part, z.input<Schema>> : unknown;
export type RouteInput<N extends RouteName> = Input<Api[N], 'params'> & Input<Api[N], 'query'> & Input<Api[N], 'body'>;
export type RouteAnswer<N extends RouteName> = z.output<Api[N]['response']>;

type AnyInput = {
  params?: Record<string, string | number>;
  query?: Record<string, string | number | undefined>;
  body?: unknown;
};

/**
 * Calls one route of the product by its name; the answer is checked against the contract. Throws ApiError. With
 * `keepalive` the request goes on when the page is closed.
 */
export async function call<N extends RouteName>(
  name: N,
  input: RouteInput<N>,
  { keepalive = false }: { keepalive?: boolean } = {},
): Promise<RouteAnswer<N>> {
  const route: Route = api[name];
  const { params = {}, query = {}, body }: AnyInput = input ?? {};
  const path = route.path.replace(/:(\w+)/g, (_, key: string) => encodeURIComponent(String(params[key])));
  const search = new URLSearchParams();
  for (const [key, value] of Object.entries(query))
    if (value !== undefined && value !== '') search.set(key, String(value));
  const answer = await fetch(search.size > 0 ? `${path}?${search}` : path, {
    method: route.method,
    keepalive,
    ...(route.body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body ?? {}) }),
  }).catch(() => {
    throw new ApiError({ type: 'about:blank', title: 'Not reachable', status: 0, code: 'web.not-reachable' });
  });
  const content: unknown = await answer.json().catch(() => null);
  if (answer.ok) return route.response.parse(content) as RouteAnswer<N>;
  const details = ProblemDetails.safeParse(content);
  throw new ApiError(
    details.success
      ? details.data
      : { type: 'about:blank', title: answer.statusText, status: answer.status, code: 'web.unexpected' },
  );
}
