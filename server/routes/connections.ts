import { and, asc, eq, sql } from 'drizzle-orm';
import type { Connection } from '#flows/api/connections.ts';
import { accessOf, askAccess, takeAccess } from '#server/connections/access.ts';
import { checkConnection } from '#server/connections/check-connection.ts';
import { openConnection } from '#server/connections/open-connection.ts';
import { openSourceBy } from '#server/connections/open-node.ts';
import {
  type ConnectionRow,
  connectorOf,
  findConnection,
  openSecrets,
  sealSettings,
} from '#server/connections/sealed.ts';
import { secretNames } from '#server/connectors/form.ts';
import { connections } from '#server/database/schema.ts';
import type { Services } from '#server/services.ts';
import type { Handlers } from './handler.ts';
import { conflict, notFound, Refusal } from './refusal.ts';

type Names =
  | 'listConnections'
  | 'getConnection'
  | 'createConnection'
  | 'updateConnection'
  | 'deleteConnection'
  | 'checkConnection'
  | 'askAccess'
  | 'takeAccess'
  | 'listOffers'
  | 'peekConnection';

/** Enough to see how records differ. */
const peeked = 20;

export function connectionHandlers(services: Services): Handlers<Names> {
  const { db, newId } = services;
  const at = (organizationId: string, id: string) =>
    and(eq(connections.organizationId, organizationId), eq(connections.id, id));
  const find = async (organizationId: string, id: string) => {
    const row = await findConnection(services, organizationId, id);
    if (!row) throw notFound();
    return row;
  };

  return {
    listConnections: async ({ who }) => {
      const rows = await db
        .select()
        .from(connections)
        .where(eq(connections.organizationId, who.organization.id))
        .orderBy(asc(connections.createdAt), asc(connections.id));
      return { items: await Promise.all(rows.map((row) => shown(services, row))) };
    },
    getConnection: async ({ who, params }) => shown(services, await find(who.organization.id, params.id)),
    createConnection: async ({ who, body }) => {
      const connector = services.connectors.get(body.connector);
      if (!connector || (body.sandbox && !(connector.sandbox && services.sandboxes)))
        throw new Refusal(400, 'invalid-input', { params: { field: 'connector' } });
      const place = { organizationId: who.organization.id, id: newId() };
      const given = body.sandbox ? {} : checkedSettings(connector, body.settings);
      const sealed = await sealSettings(services, connector, place, given);
      const [row] = await db
        .insert(connections)
        .values({ ...place, ...sealed, connector: body.connector, name: body.name, sandbox: body.sandbox })
        .returning();
      if (!row) throw new Error('The connection was not stored');
      return shown(services, row);
    },
    updateConnection: async ({ who, params, body }) => {
      const row = await find(who.organization.id, params.id);
      const changes: Partial<ConnectionRow> = body.name === undefined ? {} : { name: body.name };
      if (body.settings !== undefined && !row.sandbox)
        Object.assign(changes, await changedSettings(services, row, body.settings));
      if (Object.keys(changes).length > 0)
        await db.update(connections).set(changes).where(at(who.organization.id, params.id));
      return shown(services, await find(who.organization.id, params.id));
    },
    deleteConnection: async ({ who, params }) => {
      const row = await find(who.organization.id, params.id);
      const flows = await flowsUsing(services, row);
      if (flows.length > 0)
        throw conflict('connection-in-use', { flows }, { flows: flows.map((flow) => flow.name).join(', ') });
      await db.delete(connections).where(at(who.organization.id, params.id));
      return { ok: true };
    },
    checkConnection: async ({ who, params }) => {
      const row = await find(who.organization.id, params.id);
      await checkConnection(services, row);
      return shown(services, await find(who.organization.id, params.id));
    },
    askAccess: async ({ who, params, request }) => {
      const row = await find(who.organization.id, params.id);
      const home = services.config.publicUrl ?? `${request.protocol}://${request.host}`;
      const address = await askAccess(services, row, who.person.id, new URL('/connections/access', home).href);
      if (address === null) throw notFound();
      return { address };
    },
    takeAccess: async ({ who, body }) => {
      const place = { organizationId: who.organization.id, personId: who.person.id };
      const taken = await takeAccess(services, place, body);
      if (!taken) throw new Refusal(400, 'system.access-refused', { params: { message: '' } });
      if (taken.problem) throw new Refusal(400, taken.problem.code, { params: taken.problem.params });
      await checkConnection(services, await find(who.organization.id, taken.row.id));
      return shown(services, await find(who.organization.id, taken.row.id));
    },
    listOffers: async ({ who, params }) => {
      const row = await find(who.organization.id, params.id);
      const { connector, context, call } = await openConnection(services, row);
      const { offers } = connector;
      if (!offers) throw notFound();
      return { items: await call(() => offers(context(() => undefined))) };
    },
    peekConnection: async ({ who, params, body }) => {
      await find(who.organization.id, params.id);
      const choice = { ...body, connection: params.id };
      const { source, options, connection } = await openSourceBy(services, who.organization.id, choice);
      const context = connection.context(() => undefined);
      const page = await connection.call(() => source.read(context, options, null));
      return { records: page.records.slice(0, peeked) };
    },
  };
}

/** Settings that the connector can use; anything else is named field by field. */
function checkedSettings(
  connector: ReturnType<typeof connectorOf>,
  given: Record<string, unknown>,
): Record<string, unknown> {
  const parsed = connector.settings.safeParse(given);
  if (parsed.success) return given;
  const fields = parsed.error.issues.map((issue) => issue.path.join('.'));
  throw new Refusal(400, 'invalid-input', { params: { field: fields.join(', ') } });
}

/** New settings replace the old; a secret that is left out stays. The short-lived token belonged to the old ones. */
async function changedSettings(services: Services, row: ConnectionRow, given: Record<string, unknown>) {
  const connector = connectorOf(services, row);
  const kept = await openSecrets(services, row);
  const all = {
    ...kept,
    ...Object.fromEntries(
      Object.entries(given).filter(([name, value]) => !(name in kept && (value === '' || value === null))),
    ),
  };
  const sealed = await sealSettings(services, connector, row, checkedSettings(connector, all));
  return { ...sealed, token: null, state: 'untested' as const };
}

/** A connection as the API tells it: of secrets only that they are set, and how they end. */
async function shown(services: Services, row: ConnectionRow): Promise<Connection> {
  const connector = connectorOf(services, row);
  const secrets = await openSecrets(services, row);
  const last4 = (value: string | undefined) => (value && value.length >= 12 ? value.slice(-4) : null);
  const { id, name, sandbox, settings, state, checks, checkedAt, leftAloneUntil } = row;
  return {
    id,
    name,
    sandbox,
    settings,
    state,
    checks,
    connector: row.connector,
    secrets: Object.fromEntries(
      secretNames(connector.settings).map((secret) => [
        secret,
        { set: secret in secrets, last4: last4(secrets[secret]) },
      ]),
    ),
    access: accessOf(connector, row),
    checkedAt: checkedAt?.toISOString() ?? null,
    leftAloneUntil: leftAloneUntil && leftAloneUntil > services.now() ? leftAloneUntil.toISOString() : null,
    flows: await flowsUsing(services, row),
  };
}

async function flowsUsing({ db }: Services, row: ConnectionRow): Promise<{ id: string; name: string }[]> {
  const found = await db.execute<{ id: string; name: string }>(sql`
    select f.id, f.name from flows f
    left join flow_versions v on v.organization_id = f.organization_id and v.flow_id = f.id and v.version = f.published_version
    where f.organization_id = ${row.organizationId} and exists (
      select 1 from jsonb_array_elements((f.draft->'nodes') || coalesce(v.graph->'nodes', '[]'::jsonb)) n
      where n->'settings'->>'connection' = ${row.id})
    order by f.name limit 100`);
  return found.rows;
}
