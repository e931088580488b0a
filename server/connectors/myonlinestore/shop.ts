import * as z from 'zod';
import { ConnectionLostError, PermanentError } from '#server/errors.ts';
import type { OutboundAnswer } from '#server/outbound/http-client.ts';
import type { ConnectorContext } from '../connector.ts';
import type { Settings } from './settings.ts';

/**
 * Asks the shop, version 1 (documented; 2-beta may break). A missing object is null, because only the caller knows
 * whether that is a fault.
 */
export async function ask<S extends z.ZodType>(
  { settings, http }: ConnectorContext<Settings>,
  path: string,
  query: Record<string, string | number>,
  schema: S,
): Promise<z.output<S> | null> {
  const answer = await http.send({
    method: 'GET',
    url: `${settings.address}/v1${path}`,
    // The language is fixed, so that texts do not change with the person who looks at them.
    query: { token: settings.storeToken, partner_token: settings.partnerToken, language: 'nl_NL', ...query },
    headers: { accept: 'application/json' },
    effect: 'read',
  });
  if (answer.status === 404) return null;
  refuseFault(answer);
  return answer.json(schema);
}

function refuseFault(answer: OutboundAnswer): void {
  if (answer.status < 300) return;
  const params = { status: answer.status, message: messageOf(answer) };
  // 401 for a withdrawn token is assumed, 403 for a missing right follows from the documented special access.
  if (answer.status === 401) throw new ConnectionLostError({ problem: { code: 'myonlinestore.key-refused', params } });
  if (answer.status === 403) throw new ConnectionLostError({ problem: { code: 'myonlinestore.not-allowed', params } });
  throw new PermanentError({ problem: { code: 'myonlinestore.refused', params } });
}

/** Newer routes answer problem+json, older ones {code, message, description} (both documented), gateways a web page. */
const ErrorBody = z.union([
  z.object({ title: z.string(), detail: z.string().default(''), errors: z.record(z.string(), z.unknown()).optional() }),
  z.object({ message: z.string(), description: z.string().default('') }),
]);

function messageOf(answer: OutboundAnswer): string {
  const body = ErrorBody.safeParse(parsedJson(answer.text)).data;
  if (!body) return answer.excerpt;
  if ('message' in body) return [body.message, body.description].filter(Boolean).join(' ').slice(0, 500);
  const fields = Object.entries(body.errors ?? {}).map(([field, text]) => `${field}: ${String(text)}`);
  return [body.title, body.detail, ...fields].filter(Boolean).join(' ').slice(0, 500);
}

/** A page that is no JSON holds no error body; its beginning is shown as it is. */
function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
