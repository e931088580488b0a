import type { Connector, ConnectorContext } from '#server/connectors/connector.ts';
import { secretNames } from '#server/connectors/form.ts';
import { listArrived } from '#server/database/arrivals.ts';
import { ConnectionLostError, PermanentError, TemporaryError } from '#server/errors.ts';
import { allowPrivate, type MayReach } from '#server/outbound/addresses.ts';
import { createHttpClient } from '#server/outbound/client.ts';
import type { Exchange } from '#server/outbound/http-client.ts';
import { createLines } from '#server/outbound/lines/create.ts';
import { createScrub } from '#server/outbound/scrub.ts';
import type { Services } from '#server/services.ts';
import { openFile } from './files.ts';
import { type ConnectionRow, connectorOf, openSecrets, type Plain } from './sealed.ts';
import { dropSharedToken, sharedToken } from './token.ts';
import { trafficOf } from './traffic.ts';

/** A connection ready for work: its connector and what every call of it is given. */
export type OpenConnection = {
  row: ConnectionRow;
  connector: Connector;
  /** Runs a call of the connector; a vendor's own words in an error lose the connection's secrets before anyone stores them. */
  call<T>(work: () => Promise<T>): Promise<T>;
  /** A context whose exchanges are handed to `log`; `mayWrite` throws when nothing may be written any more. */
  context(log: (exchange: Exchange) => void, mayWrite?: () => void): ConnectorContext;
};

/** Opens a connection: unseals its secrets and binds the way out to its hosts. Throws PermanentError when it cannot be used. */
export async function openConnection(services: Services, row: ConnectionRow): Promise<OpenConnection> {
  const connector = connectorOf(services, row);
  const settings = await settingsOf(services, connector, row);
  const secrets = secretNames(connector.settings).flatMap((name) =>
    typeof settings[name] === 'string' ? [settings[name]] : [],
  );
  const hosts = connector.hosts(settings);
  const traffic = trafficOf(services, row, connector.budget);
  // A stand-in's address comes from this program itself; the ports of other protocols stand beside the common one.
  const mayReach = row.sandbox ? sandboxReach(hosts) : services.mayReach;
  return {
    row,
    connector,
    call: (work) => withoutSecrets(secrets, work),
    context(onExchange, mayWrite) {
      let used: string | null = null;
      const policy = { secrets, hosts, mayReach, onExchange, mayWrite, now: services.now };
      return {
        settings,
        http: traffic.http(createHttpClient(policy)),
        lines: traffic.lines(createLines(policy)),
        now: services.now,
        openFile: (reference) => openFile(services, row.organizationId, reference),
        async token(renew) {
          const token = await sharedToken(services, row, renew);
          used = token.access;
          for (const secret of [token.access, token.refresh])
            if (secret && !secrets.includes(secret)) secrets.push(secret);
          return token;
        },
        arrived: ({ flow = row.id, ...from }) =>
          listArrived(services.db, { organizationId: row.organizationId, id: flow }, from),
        async dropToken() {
          if (used !== null) await dropSharedToken(services, row, used);
        },
      };
    },
  };
}

/** One for each list of hosts, because sockets are shared by it. */
const reaches = new Map<string, MayReach>();

function sandboxReach(hosts: string[]): MayReach {
  const name = hosts.join();
  const known = reaches.get(name) ?? allowPrivate(hosts);
  reaches.set(name, known);
  return known;
}

/** The settings a connection works with, secrets included. */
export async function settingsOf(services: Services, connector: Connector, row: ConnectionRow): Promise<Plain> {
  const settings = await rawSettings(services, connector, row);
  const parsed = connector.settings.safeParse(settings);
  if (parsed.success) return settings;
  throw new PermanentError({ problem: { code: 'run.no-connection', params: {} }, cause: parsed.error });
}

/** A sandbox's address may change from start to start, so its settings are asked for and never stored. */
async function rawSettings(services: Services, connector: Connector, row: ConnectionRow): Promise<Plain> {
  if (!row.sandbox) return { ...row.settings, ...(await openSecrets(services, row)) };
  if (!services.sandboxes || !connector.sandbox)
    throw new PermanentError({ problem: { code: 'run.no-connection', params: {} } });
  return await connector.sandbox.settings(services.sandboxes.addressOf(row.connector));
}

async function withoutSecrets<T>(secrets: readonly string[], work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof TemporaryError || error instanceof PermanentError || error instanceof ConnectionLostError) {
      const scrub = createScrub(secrets);
      const { params } = error.problem;
      for (const [name, value] of Object.entries(params)) if (typeof value === 'string') params[name] = scrub(value);
    }
    throw error;
  }
}
