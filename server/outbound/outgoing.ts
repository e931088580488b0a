import { PermanentError } from '#server/errors.ts';
import type { OutboundRequest } from './http-client.ts';

/** A request as it leaves: the body is text, the headers are complete. */
export type Outgoing = {
  origin: string;
  path: string;
  method: OutboundRequest['method'];
  headers: Record<string, string>;
  body: string | null;
};

/** The whole address of a request, its query included. */
export function addressOf(request: OutboundRequest): URL {
  const url = URL.parse(request.url);
  if (!url || !['http:', 'https:'].includes(url.protocol) || url.username || url.password)
    throw new PermanentError({ problem: { code: 'http.address-wrong', params: {} } });
  for (const [name, value] of Object.entries(request.query ?? {}))
    if (value !== undefined) url.searchParams.set(name, String(value));
  return url;
}

export function outgoing(request: OutboundRequest, url: URL): Outgoing {
  const content = contentOf(request);
  const given = Object.entries(request.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]);
  return {
    origin: url.origin,
    path: url.pathname + url.search,
    method: request.method,
    headers: {
      'user-agent': 'Koppel',
      ...(content.type && { 'content-type': content.type }),
      ...Object.fromEntries(given),
    },
    body: content.body,
  };
}

function contentOf(request: OutboundRequest): { type: string | null; body: string | null } {
  if (request.json !== undefined) return { type: 'application/json', body: JSON.stringify(request.json) };
  if (request.form)
    return { type: 'application/x-www-form-urlencoded', body: new URLSearchParams(request.form).toString() };
  return { type: null, body: request.text ?? null };
}
