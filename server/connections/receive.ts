import { randomBytes } from 'node:crypto';
import { dataKeyOf } from '#server/access/organizations.ts';
import type { HookDelivery, Receiving } from '#server/connectors/connector.ts';
import { ensureInbox, findInbox, hashOfToken, type InboxRow, keepArrival } from '#server/database/inboxes.ts';
import { PermanentError } from '#server/errors.ts';
import type { Services } from '#server/services.ts';
import { settingsOf } from './open-connection.ts';
import { type ConnectionRow, connectorOf, findConnection, type Plain } from './sealed.ts';

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
 * Keeps what a request brings, once, if it comes from who it should. Throws NotTrustedError, or PermanentError where it
 * cannot be read. Gives whether it was new.
 */
export async function receive(services: Services, inbox: InboxRow, delivery: HookDelivery): Promise<boolean> {
  const row = inbox.connectionId && (await findConnection(services, inbox.organizationId, inbox.connectionId));
  const open = row ? await openReceiver(services, row) : null;
  if (!open) throw new NotTrustedError('Nothing can be sent here');
  const { receiving, settings } = open;
  const now = services.now();
  try {
    receiving.verify(settings, delivery, now);
  } catch (error) {
    if (error instanceof PermanentError) throw new NotTrustedError(error.problem.code, { cause: error });
    throw error;
  }
  return keepArrival(services.db, inbox, receiving.read(settings, delivery), now);
}
