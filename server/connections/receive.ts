import { randomBytes } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { dataKeyOf } from '#server/access/organizations.ts';
import type { Arrival, HookDelivery, Receiving } from '#server/connectors/connector.ts';
import {
  ensureInbox,
  findInbox,
  findReceiver,
  hashOfToken,
  type InboxPlace,
  type InboxRow,
} from '#server/database/inboxes.ts';
import { connections } from '#server/database/schema.ts';
import { PermanentError } from '#server/errors.ts';
import type { Services } from '#server/services.ts';
import { settingsOf } from './open-connection.ts';
import { type ConnectionRow, connectorOf, type Plain, sealSettings } from './sealed.ts';
import { together } from './together.ts';

/** Somebody who may not send here. */
export class NotTrustedError extends Error {}

/** A connection that other systems send to, with its settings. */
export type OpenReceiver = { receiving: Receiving; settings: Plain };

/** null = nothing can be sent to this connection. */
export async function openReceiver(services: Services, row: ConnectionRow): Promise<OpenReceiver | null> {
  const connector = connectorOf(services, row);
  if (!connector.receiving) return null;
  return { receiving: connector.receiving, settings: await settingsOf(services, connector, row) };
}

/** The inbox of a connection, with the token of its address; made when somebody first asks for it. */
export async function inboxOf(services: Services, row: ConnectionRow): Promise<{ inbox: InboxRow; token: string }> {
  const place = { organizationId: row.organizationId, id: row.id };
  const dataKey = await dataKeyOf(services.db, row.organizationId);
  const sealedAt = { organizationId: row.organizationId, row: row.id, column: 'inbox' };
  const fresh = randomBytes(24).toString('base64url');
  const found = await findInbox(services.db, place);
  if (!found) {
    const token = services.vault.seal(dataKey, sealedAt, fresh);
    await ensureInbox(services.db, { ...place, connectionId: row.id, tokenHash: hashOfToken(fresh), token });
  }
  const inbox = found ?? (await findInbox(services.db, place));
  if (!inbox?.token) throw new Error('An inbox has no address');
  return { inbox, token: services.vault.open(dataKey, sealedAt, inbox.token) };
}

/**
 * What a request brings, if it comes from who it should; null where nothing is to be kept. Throws NotTrustedError, or PermanentError where it cannot be
 * read.
 */
export function readDelivery({ receiving, settings }: OpenReceiver, delivery: HookDelivery, now: Date): Arrival | null {
  try {
    receiving.verify(settings, delivery, now);
  } catch (error) {
    if (error instanceof PermanentError) throw new NotTrustedError(error.problem.code, { cause: error });
    throw error;
  }
  return receiving.read(settings, delivery);
}

/** Keeps the settings that the other side handed over by itself; a stand-in's connection has none to keep. */
export async function adoptSettings(services: Services, receiver: Receiver, delivery: HookDelivery) {
  const { receiving, settings, connection } = receiver;
  const told = connection.sandbox ? null : (receiving.adopt?.(settings, delivery) ?? null);
  if (told === null) return;
  const sealed = await sealSettings(services, connectorOf(services, connection), connection, { ...settings, ...told });
  await services.db
    .update(connections)
    .set({ ...sealed, token: null, state: 'untested' })
    .where(and(eq(connections.organizationId, connection.organizationId), eq(connections.id, connection.id)));
}

/** Connections whose opened settings are remembered. */
const mostRemembered = 1000;

type Receiver = OpenReceiver & { inbox: InboxPlace; connection: ConnectionRow };

/**
 * Finds who receives what is sent to an address. Unsealing settings and checking them is remembered for as long as the
 * connection's row stays the same: senders come in bursts, and a changed secret still holds at once.
 */
export function createReceivers(services: Services): (token: string) => Promise<Receiver | null> {
  const known = new Map<string, { row: string; open: OpenReceiver | null }>();
  const find = together((token: string) => findReceiver(services.db, token));
  return async (token) => {
    const found = await find(token);
    if (!found) return null;
    const { connection } = found;
    const row = JSON.stringify([connection.connector, connection.settings, connection.secrets?.toString('base64')]);
    const inbox = { organizationId: connection.organizationId, id: found.inboxId };
    const before = known.get(found.inboxId);
    if (before?.row === row) return before.open && { ...before.open, inbox, connection };
    const open = await openReceiver(services, connection);
    if (known.size >= mostRemembered) known.clear();
    known.set(found.inboxId, { row, open });
    return open && { ...open, inbox, connection };
  };
}
