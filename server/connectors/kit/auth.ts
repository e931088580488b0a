import type { OutboundRequest } from '#server/outbound/http-client.ts';
import type { ConnectorContext } from '../connector.ts';

type Of<Settings> = (settings: Settings) => string;

/** One way of proving who asks. A connector names it; api.ts applies it to every call. */
export type Auth<Settings> = {
  /** The request with the proof on it. */
  sign(context: ConnectorContext<Settings>, request: OutboundRequest): OutboundRequest | Promise<OutboundRequest>;
  /** Its token can end before its time: a 401 drops it and the call is made once more with a new one. */
  renews?(settings: Settings): boolean;
  /** Names of query parameters that carry the proof, so that they are never kept as part of a next page's address. */
  inQuery?: readonly string[];
};

export const withHeaders = (request: OutboundRequest, headers: Record<string, string>): OutboundRequest => ({
  ...request,
  headers: { ...request.headers, ...headers },
});

/** A user and password pair as a Basic header writes it (RFC 7617). */
export const basicValue = (user: string, password: string) =>
  `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

/** For connectors whose settings choose the way. */
export const chosenAuth = <Settings>(choose: (settings: Settings) => Auth<Settings>): Auth<Settings> => ({
  sign: (context, request) => choose(context.settings).sign(context, request),
  renews: (settings) => choose(settings).renews?.(settings) ?? false,
});

/** Whoever asks is answered. */
export const noAuth: Auth<unknown> = { sign: (_context, request) => request };

/** A user and a password, or a key in place of one of them (RFC 7617). */
export const basic = <Settings>(user: Of<Settings>, password: Of<Settings>): Auth<Settings> => ({
  sign: ({ settings }, request) =>
    withHeaders(request, { authorization: basicValue(user(settings), password(settings)) }),
});

/** A key that does not change, as a Bearer header (RFC 6750). */
export const bearer = <Settings>(key: Of<Settings>): Auth<Settings> => ({
  sign: ({ settings }, request) => withHeaders(request, { authorization: `Bearer ${key(settings)}` }),
});

/** Keys in headers of the vendor's own: `headerKeys((s) => ({ 'x-api-key': s.apiKey }))`. */
export const headerKeys = <Settings>(headers: (settings: Settings) => Record<string, string>): Auth<Settings> => ({
  sign: ({ settings }, request) => withHeaders(request, headers(settings)),
});

/** Keys in the address, for vendors that know no other way; exchanges are kept without them. */
export const queryKeys = <Settings, Name extends string>(
  names: readonly Name[],
  values: (settings: Settings) => Record<Name, string>,
): Auth<Settings> => ({
  sign: ({ settings }, request) => ({ ...request, query: { ...request.query, ...values(settings) } }),
  inQuery: names,
});
