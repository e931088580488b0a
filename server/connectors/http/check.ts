import { PermanentError, TemporaryError } from '#server/errors.ts';
import type { OutboundAnswer } from '#server/outbound/http-client.ts';
import type { Check, ConnectorContext } from '../connector.ts';
import { authHeaders, type Settings } from './settings.ts';
import words from './words.json' with { type: 'json' };

/** Asks the base address. Any answer but a refusal of the key will do: many an API says 404 or 405 there. */
export async function check({ http, settings }: ConnectorContext<Settings>): Promise<Check[]> {
  const reachable = { id: 'reachable', title: words.reachable };
  const accepted = { id: 'accepted', title: words.accepted };
  try {
    const request = { method: 'GET', url: settings.address, headers: authHeaders(settings), effect: 'read' } as const;
    const refused = isRefusal(await http.send(request));
    const problem = refused && { code: 'http.key-refused', params: { status: refused } };
    return [{ ...reachable, ok: true }, problem ? { ...accepted, ok: false, problem } : { ...accepted, ok: true }];
  } catch (error) {
    if (error instanceof TemporaryError || error instanceof PermanentError)
      return [{ ...reachable, ok: false, problem: error.problem }];
    throw error;
  }
}

const isRefusal = ({ status }: OutboundAnswer) => (status === 401 || status === 403 ? status : null);
