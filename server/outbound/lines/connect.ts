import type { Socket } from 'node:net';
import type { buildConnector } from 'undici';
import type { HttpClientOptions } from '../client.ts';
import { errorWithout } from '../faults.ts';
import { checkedAddresses } from '../guard.ts';
import { assertOwn } from '../own-hosts.ts';

/** An open socket to one of the connection's own hosts, at the address that was checked. */
export async function connect(
  options: HttpClientOptions,
  connector: buildConnector.connector,
  { host: hostname, port }: { host: string; port: number },
  signal: AbortSignal,
): Promise<Socket> {
  const place = { host: `${hostname}:${port}`, hostname, port: String(port) };
  assertOwn(options, place);
  const socket = await reaching(place.host, () => socketTo(connector, place));
  const end = () => socket.destroy();
  // Whoever waits for an answer hears of what breaks; nobody else may fall over it.
  socket.on('error', end).once('close', () => signal.removeEventListener('abort', end));
  signal.addEventListener('abort', end);
  if (signal.aborted) end();
  return socket;
}

/** The checked address behind one of the connection's own hosts. */
export async function reach(options: HttpClientOptions, hostname: string, port: number): Promise<string> {
  const host = `${hostname}:${port}`;
  assertOwn(options, { host, hostname });
  return reaching(host, async () => {
    const [first] = await checkedAddresses(hostname, host, options.mayReach);
    if (!first) throw new Error(`no address for ${hostname}`);
    return first.address;
  });
}

async function reaching<T>(host: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw errorWithout({ cause, sent: false, aborted: false }, { host, effect: 'read' });
  }
}

type Target = { host: string; hostname: string; port: string };

const socketTo = (connector: buildConnector.connector, place: Target) =>
  new Promise<Socket>((resolve, reject) => {
    connector({ ...place, protocol: 'http:' }, (error, socket) =>
      socket ? resolve(socket) : reject(error ?? new Error('no socket')),
    );
  });
