import { isOnTheWay } from '#flows/problems/index.ts';
import { ConnectionLostError, PermanentError, TemporaryError } from '#server/errors.ts';
import type { Check, ConnectorContext } from '../connector.ts';
import { api } from './api.ts';
import type { Settings } from './settings.ts';
import words from './words.json' with { type: 'json' };

/** Asks the base address. Any answer but a refusal of the key will do: many an API says 404 or 405 there. */
export async function check(context: ConnectorContext<Settings>): Promise<Check[]> {
  const reachable = { id: 'reachable', title: words.reachable };
  const accepted = { id: 'accepted', title: words.accepted };
  try {
    await api.send(context, { path: '' });
    return [
      { ...reachable, ok: true },
      { ...accepted, ok: true },
    ];
  } catch (error) {
    if (error instanceof ConnectionLostError)
      return [
        { ...reachable, ok: true },
        { ...accepted, ok: false, problem: error.problem },
      ];
    if (!(error instanceof TemporaryError || error instanceof PermanentError)) throw error;
    if (isOnTheWay(error.problem.code)) return [{ ...reachable, ok: false, problem: error.problem }];
    return [
      { ...reachable, ok: true },
      { ...accepted, ok: true },
    ];
  }
}
