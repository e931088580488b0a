import { ConnectionLostError, PermanentError, TemporaryError } from '#server/errors.ts';
import type { Check, ConnectorContext } from '../connector.ts';
import { listFiles, urlOf } from './place.ts';
import { openFtp } from './session.ts';
import type { Settings } from './settings.ts';
import words from './words.json' with { type: 'json' };

/** Signs in and looks into the first folder. */
export async function check(context: ConnectorContext<Settings>): Promise<Check[]> {
  const { lines, settings } = context;
  try {
    const deed = { method: 'LIST', url: urlOf(settings, '/'), effect: 'read' as const, said: null };
    const count = await lines.ask(deed, async ({ signal }) => {
      const client = await openFtp(context, signal);
      try {
        const value = (await listFiles(client, '/')).length;
        return { value, answer: `${value} files`, status: 226 };
      } finally {
        client.close();
      }
    });
    return [
      { id: 'signed-in', title: words.signedIn, ok: true },
      { id: 'files', title: words.filesFound, ok: true, count },
    ];
  } catch (error) {
    if (!(error instanceof ConnectionLostError || error instanceof PermanentError || error instanceof TemporaryError))
      throw error;
    return [{ id: 'signed-in', title: words.signedIn, ok: false, problem: error.problem }];
  }
}
