import type * as z from 'zod';
import { TemporaryError } from '#server/errors.ts';
import type { OutboundAnswer, OutboundRequest } from '#server/outbound/http-client.ts';
import type { ConnectorContext } from '../connector.ts';
import { jsonIn } from '../value-at.ts';
import type { Auth } from './auth.ts';
import { type Refusals, refusalIn } from './refusals.ts';

type Query = Record<string, string | number | undefined>;

/** What a connector says of a vendor's API, once, instead of repeating it at every call. */
export type ApiDescription<Settings> = {
  /** What every path stands behind, for instance `https://api.shop.example/v2`; its own query stays. */
  base(settings: Settings): string;
  auth: Auth<Settings>;
  headers?(settings: Settings): Record<string, string>;
  query?(settings: Settings): Query;
  refusals?: Refusals;
  /** How long an answer may take, where the vendor is known to be slow. */
  timeoutMs?: number;
};

/** One call. Without a method it is a GET; whatever is no GET counts as a write unless it says otherwise. */
export type Call = Pick<OutboundRequest, 'query' | 'headers' | 'json' | 'text' | 'form'> & {
  method?: OutboundRequest['method'];
  /** Behind the base. */
  path: string;
  /** In place of base and path: a place on the same host, `/v2/orders?after=x`, as a page's link names it. */
  at?: string;
  /** A POST that only asks (a search, a GraphQL query) says `read`. */
  effect?: 'read' | 'write';
};

/** A vendor's API, ready to be called: signed, with refusals turned into the house's errors. */
export type Api<Settings> = {
  description: ApiDescription<Settings>;
  /** The answer, which is no refusal. */
  send(context: ConnectorContext<Settings>, call: Call): Promise<OutboundAnswer>;
  /** The same towards something that may not be there: 404 and 410 are null. */
  sendTo(context: ConnectorContext<Settings>, call: Call): Promise<OutboundAnswer | null>;
  /** The answer's JSON against a schema; unknown fields stay where the schema is loose. */
  ask<S extends z.ZodType>(context: ConnectorContext<Settings>, call: Call, schema: S): Promise<z.output<S>>;
  /** The same for something that may not be there: 404 and 410 are null. */
  find<S extends z.ZodType>(context: ConnectorContext<Settings>, call: Call, schema: S): Promise<z.output<S> | null>;
};

export function defineApi<Settings>(description: ApiDescription<Settings>): Api<Settings> {
  const { refusals = {} } = description;
  const answered = async (context: ConnectorContext<Settings>, call: Call) => {
    const answer = await sent(description, context, call);
    if (answer.status !== 401 || !description.auth.renews?.(context.settings)) return answer;
    // Some vendors answer 401 while they block whoever asks too often: a new token would only lengthen the block.
    if (refusalIn(answer, refusals) instanceof TemporaryError) return answer;
    await context.dropToken();
    return sent(description, context, call);
  };
  const judged = (answer: OutboundAnswer) => {
    const refusal = refusalIn(answer, refusals);
    if (refusal) throw refusal;
    return answer;
  };
  const sendTo = async (context: ConnectorContext<Settings>, call: Call) => {
    const answer = await answered(context, call);
    return answer.status === 404 || answer.status === 410 ? null : judged(answer);
  };
  return {
    description,
    send: async (context, call) => judged(await answered(context, call)),
    sendTo,
    ask: async (context, call, schema) => judged(await answered(context, call)).json(schema),
    find: async (context, call, schema) => (await sendTo(context, call))?.json(schema) ?? null,
  };
}

async function sent<Settings>(
  { base, auth, headers, query, refusals, timeoutMs }: ApiDescription<Settings>,
  context: ConnectorContext<Settings>,
  { method = 'GET', path, at, effect, ...call }: Call,
): Promise<OutboundAnswer> {
  const { settings } = context;
  const { despiteStatus } = refusals ?? {};
  const request: OutboundRequest = {
    ...call,
    method,
    url: at === undefined ? addressUnder(base(settings), path) : new URL(at, new URL(base(settings)).origin).href,
    query: { ...query?.(settings), ...call.query },
    headers: { accept: 'application/json', ...headers?.(settings), ...call.headers },
    effect: effect ?? (method === 'GET' ? 'read' : 'write'),
    ...(timeoutMs && { timeoutMs }),
    ...(despiteStatus && { isRefusal: (text, status) => despiteStatus(jsonIn(text), status, text) }),
  };
  return context.http.send(await auth.sign(context, request));
}

/** The base address with a path and its query behind it; it never leaves the base's host. */
export function addressUnder(base: string, path: string): string {
  const [below = '', query] = path.split(/\?(.*)/s);
  const url = new URL(base);
  if (below !== '') url.pathname = `${url.pathname.replace(/\/+$/, '')}/${below.replace(/^\/+/, '')}`;
  for (const [name, value] of new URLSearchParams(query)) url.searchParams.append(name, value);
  return url.href;
}
