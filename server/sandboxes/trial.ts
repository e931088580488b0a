import { Readable } from 'node:stream';
import type { Arrived, Connector, ConnectorContext, OpenedFile, Token } from '#server/connectors/connector.ts';
import { secretNames } from '#server/connectors/form.ts';
import { loadConnector } from '#server/connectors/registry.ts';
import { PermanentError } from '#server/errors.ts';
import { allowPrivate } from '#server/outbound/addresses.ts';
import { createHttpClient } from '#server/outbound/client.ts';
import type { Exchange } from '#server/outbound/http-client.ts';
import { createLines } from '#server/outbound/lines/create.ts';
import { createSandboxControl, type SandboxControl } from './control.ts';
import { startSandboxHost } from './host.ts';
import type { OpenDatabase } from './own-database.ts';

export type TrialOptions = {
  /** How large the world is; see Sandbox.seed. */
  size?: number;
  /** The clock of the sandbox, the client and the connector. */
  now?(): Date;
  /** How long the client waits for an answer. */
  timeoutMs?: number;
  /** Files that openFile finds, by their reference. */
  files?: Record<string, string | Buffer>;
  /** Makes a database for a stand-in that keeps its tables in one. */
  openDatabase?: OpenDatabase;
};

/** One connector with its sandbox, wired the way the product wires it: for tests. */
export type Trial = {
  connector: Connector;
  control: SandboxControl;
  /** The sandbox's base address. */
  address: string;
  /** For a connection to the sandbox; the same one each time. */
  context: ConnectorContext;
  /** For another connection to the same sandbox, for instance with wrong secrets. */
  contextFor(settings: Record<string, unknown>): ConnectorContext;
  /** Everything that went over the line, as the activity log would keep it. */
  exchanges: Exchange[];
  /** How often a short-lived token was wanted: 0 = the connector knows none. */
  tokensWanted(): number;
  close(): Promise<void>;
};

export const startTrial = async (connectorId: string, options: TrialOptions = {}): Promise<Trial> =>
  startTrialOf(connectorId, await loadConnector(connectorId), options);

const key = 'trial-key';

export async function startTrialOf(id: string, connector: Connector, options: TrialOptions = {}): Promise<Trial> {
  const { now = () => new Date(), size, timeoutMs = 1000, files = {}, openDatabase } = options;
  const host = await startSandboxHost({
    connectors: new Map([[id, connector]]),
    port: 0,
    folder: null,
    key,
    now,
    size,
    openDatabase,
  });
  const address = `${host.address}/${id}`;
  const settings = (await connector.sandbox?.settings(address)) ?? {};
  const mayReach = allowPrivate([new URL(address).host, ...(connector.sandbox ? connector.hosts(settings) : [])]);
  let wanted = 0;
  const exchanges: Exchange[] = [];
  const onExchange = (exchange: Exchange) => void exchanges.push(exchange);
  const contextFor = (settings: Record<string, unknown>): ConnectorContext => {
    const secrets = secretNames(connector.settings).map((name) => String(settings[name] ?? ''));
    const policy = { secrets, hosts: connector.hosts(settings), mayReach, onExchange, timeoutMs, now };
    return {
      settings,
      http: createHttpClient(policy),
      lines: createLines(policy),
      now,
      openFile: async (reference) => fileOf(files, reference),
      arrived: async ({ after, limit }) =>
        samplesArrived(connector, settings, { after, limit, most: size ?? 12 }, now()),
      ...tokenStore(secrets, now, () => {
        wanted += 1;
      }),
    };
  };
  return {
    connector,
    control: createSandboxControl({ address: host.address, key }),
    address,
    context: contextFor(settings),
    contextFor,
    exchanges,
    tokensWanted: () => wanted,
    close: () => host.close(),
  };
}

/** An inbox with as many messages as the world is large: what the connector gives as samples of them. */
function samplesArrived(
  { receiving }: Connector,
  settings: Record<string, unknown>,
  { after, limit, most }: { after: number; limit: number; most: number },
  now: Date,
): Arrived[] {
  const count = receiving ? Math.max(0, Math.min(limit, most - after)) : 0;
  return Array.from({ length: count }, (_, at) => after + at + 1).flatMap((no) => {
    const arrival = receiving?.read(settings, receiving.sample(settings, no, now));
    return arrival ? [{ ...arrival.record, no }] : [];
  });
}

function fileOf(files: Record<string, string | Buffer>, reference: string): OpenedFile {
  const given = files[reference];
  if (given === undefined)
    throw new PermanentError({ problem: { code: 'run.file-missing', params: { file: reference } } });
  const content = Buffer.from(given);
  const stamp = content.toString('base64url');
  return { name: reference, bytes: content.length, stamp, read: (from) => Readable.from([content.subarray(from)]) };
}

/** Keeps one connection's token in memory; what is fetched on the way becomes a secret of the client. */
function tokenStore(
  secrets: string[],
  now: () => Date,
  onWanted: () => void,
): Pick<ConnectorContext, 'token' | 'dropToken'> {
  let stored: Token | null = null;
  let dropped = false;
  let renewing: Promise<Token> | null = null;

  async function renewed(renew: (previous: Token | null) => Promise<Token>): Promise<Token> {
    try {
      stored = await renew(stored);
      dropped = false;
      secrets.push(stored.access, ...(stored.refresh ? [stored.refresh] : []));
      return stored;
    } finally {
      renewing = null;
    }
  }

  return {
    async token(renew) {
      onWanted();
      if (renewing) return renewing;
      if (stored && !dropped && new Date(stored.expiresAt) > now()) return stored;
      renewing = renewed(renew);
      return renewing;
    },
    async dropToken() {
      dropped = true;
    },
  };
}
