import type { Socket } from 'node:net';
import pg from 'pg';
import type { ConnectorContext, Json } from '../connector.ts';
import { refusalOf } from './refusals.ts';
import type { Settings } from './settings.ts';
import { parserOf } from './values.ts';

type Context = ConnectorContext<Settings>;

/** Rows as lists, in the order of the asked columns. */
type Rows = Json[][];

/** One transaction. What is thrown ends it: the line is closed, and the server takes back what was not committed. */
export type Transaction = { query(text: string, values?: readonly unknown[]): Promise<Rows> };

type Asked = { effect: 'read' | 'write'; said: string };
type Work<T> = (transaction: Transaction) => Promise<{ value: T; answer: string }>;

/** Values come in one form whatever the server's own settings are, and nothing waits for ever. */
const manners = [
  "set local timezone = 'UTC'",
  "set local datestyle = 'ISO'",
  "set local intervalstyle = 'iso_8601'",
  'set local extra_float_digits = 1',
  'set local statement_timeout = 25000',
  'set local lock_timeout = 10000',
].join('; ');

/**
 * One transaction over one line. Settings hold for the transaction only, so that a pooler in between hands nobody a
 * changed session. A write that was lost before COMMIT was said has certainly not happened.
 */
export function inTransaction<T>({ lines, settings }: Context, asked: Asked, work: Work<T>): Promise<T> {
  const { host, port, database } = settings;
  const url = `postgres://${host}:${port}/${encodeURIComponent(database)}`;
  return lines.ask({ url, method: 'SQL', ...asked }, async (line) => {
    const socket = await lines.connect({ host, port }, line.signal);
    const client = clientOn(socket, settings);
    // Whoever waits for the client hears of it too.
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.query(`begin ${asked.effect === 'read' ? 'read only' : 'read write'}; ${manners}`);
      const done = await work({ query: (text, values) => query(client, text, values) });
      line.deed();
      await client.query('commit');
      void client.end().catch(() => undefined);
      return { ...done, status: null };
    } catch (error) {
      throw refusalOf(error, settings);
    } finally {
      socket.destroy();
    }
  });
}

async function query(client: pg.Client, text: string, values: readonly unknown[] = []): Promise<Rows> {
  const { rows } = await client.query<Json[]>({ text, values: [...values], rowMode: 'array' });
  return rows;
}

function clientOn(socket: Socket, { host, port, database, user, password, tls, certificate }: Settings): pg.Client {
  const ssl = { rejectUnauthorized: tls === 'verify', ...(certificate.trim() !== '' && { ca: certificate }) };
  return new pg.Client({
    ...{ host, port, database, user, password, application_name: 'koppel', ssl: tls === 'off' ? false : ssl },
    stream: () => connected(socket),
    types: { getTypeParser: parserOf },
  });
}

/** The line is open already; the client only wants to be told so. */
function connected(socket: Socket): Socket {
  const connect = () => {
    setImmediate(() => socket.resume().emit('connect'));
    return socket;
  };
  return Object.assign(socket, { connect });
}
