import { createHash, randomBytes } from 'node:crypto';
import * as z from 'zod';
import { dataKeyOf } from '#server/access/organizations.ts';
import type { Connector, Token } from '#server/connectors/connector.ts';
import { ConnectionLostError, PermanentError, TemporaryError } from '#server/errors.ts';
import type { Services } from '#server/services.ts';
import { openConnection } from './open-connection.ts';
import { type ConnectionRow, connectorOf, findConnection, type Plain, placeOf } from './sealed.ts';
import { keepToken } from './token.ts';

type Who = { organizationId: string; personId: string };

/** What comes back with the code, sealed: for this connection, this person and ten minutes, and nobody can make one up. */
const State = z.object({
  personId: z.string(),
  verifier: z.string(),
  redirectUri: z.string(),
  until: z.iso.datetime(),
});

const minutes = 10;

/** Whether a person must give access at the other system before the connection works. */
export function accessOf(
  connector: Connector,
  row: Pick<ConnectionRow, 'sandbox' | 'settings' | 'token'>,
): 'not-needed' | 'missing' | 'given' {
  const needed = connector.grant && !row.sandbox && (connector.grant.isNeeded?.(row.settings) ?? true);
  if (!needed) return 'not-needed';
  return row.token ? 'given' : 'missing';
}

/** Where a person gives access; null where the connection asks for none. */
export async function askAccess(services: Services, row: ConnectionRow, personId: string, redirectUri: string) {
  const { connector, context } = await openConnection(services, row);
  if (!connector.grant || accessOf(connector, row) === 'not-needed') return null;
  const verifier = randomBytes(32).toString('base64url');
  const until = new Date(services.now().getTime() + minutes * 60_000).toISOString();
  const content = JSON.stringify({ personId, verifier, redirectUri, until });
  const sealed = services.vault.seal(await dataKeyOf(services.db, row.organizationId), placeOf(row, 'access'), content);
  return connector.grant.address(
    context(() => undefined),
    {
      redirectUri,
      state: `${row.id}.${sealed.toString('base64url')}`,
      challenge: createHash('sha256').update(verifier).digest('base64url'),
    },
  );
}

/** What a person came back with, traded for the connection's first token; null where the state is not theirs. */
export async function takeAccess(
  services: Services,
  who: Who,
  given: { state: string; code: string },
): Promise<{ row: ConnectionRow; problem: PermanentError['problem'] | null } | null> {
  const [id = '', sealed = ''] = given.state.split('.');
  const row = await findConnection(services, who.organizationId, id);
  const state = row && (await openState(services, row, sealed));
  if (!row || !state || state.personId !== who.personId || state.until < services.now().toISOString()) return null;
  const { grant } = connectorOf(services, row);
  if (!grant) return null;
  const { context, call } = await openConnection(services, row);
  try {
    const { redirectUri, verifier } = state;
    const token: Token = await call(() =>
      grant.redeem(
        context(() => undefined),
        { code: given.code, redirectUri, verifier },
      ),
    );
    await keepToken(services, row, token);
    return { row, problem: null };
  } catch (error) {
    if (error instanceof ConnectionLostError || error instanceof PermanentError || error instanceof TemporaryError)
      return { row, problem: error.problem };
    throw error;
  }
}

async function openState(services: Services, row: ConnectionRow, sealed: string) {
  const dataKey = await dataKeyOf(services.db, row.organizationId);
  try {
    const text = services.vault.open(dataKey, placeOf(row, 'access'), Buffer.from(sealed, 'base64url'));
    const content: Plain = JSON.parse(text);
    return State.parse(content);
  } catch {
    // Bytes that do not open were not sealed here: the same answer as for a state that is too old.
    return null;
  }
}
