import { isIP } from 'node:net';
import { Client, FTPError } from 'basic-ftp';
import { ConnectionLostError, PermanentError, TemporaryError } from '#server/errors.ts';
import { errorWithout } from '#server/outbound/faults.ts';
import type { ConnectorContext } from '../connector.ts';
import type { Settings } from './settings.ts';

/** How long a server that turned us away is left alone, where it does not say. */
const laterSeconds = 30;

/**
 * Signs in to a server. Its address was checked; the lines for files lead to that same address, whatever the server says:
 * else it could name any machine inside the house (RFC 2577).
 */
export async function openFtp(
  { lines, settings }: Pick<ConnectorContext<Settings>, 'lines' | 'settings'>,
  signal: AbortSignal,
): Promise<Client> {
  const { host, port, security, user, password } = settings;
  const client = new Client(0, { allowSeparateTransferHost: false });
  const close = () => client.close();
  signal.addEventListener('abort', close, { once: true });
  try {
    const address = await lines.reach(host, port);
    await client.connect(address, port).catch((cause: unknown) => {
      if (cause instanceof FTPError) throw cause;
      throw errorWithout({ cause, sent: false, aborted: false }, { host: `${host}:${port}`, effect: 'read' });
    });
    if (security === 'tls') await encrypt(client, host);
    await client.login(user, password);
    await client.useDefaultSettings();
    return client;
  } catch (cause) {
    close();
    throw signal.aborted ? cause : ftpError(cause, host);
  } finally {
    // A line outlives the deed that opened it.
    signal.removeEventListener('abort', close);
  }
}

/** Explicit FTPS; the certificate must be of the name that was asked for. */
async function encrypt(client: Client, host: string) {
  try {
    await client.useTLS({ servername: isIP(host) ? undefined : host, host });
  } catch (cause) {
    if (cause instanceof FTPError && cause.code >= 500)
      throw new ConnectionLostError({ problem: { code: 'ftp.no-encryption', params: {} }, cause });
    if (cause instanceof FTPError) throw cause;
    throw new TemporaryError({ problem: { code: 'http.certificate', params: { host } }, cause });
  }
}

/** What a server's reply amounts to (RFC 959, 4.2); anything that is no reply is a broken line. */
export function ftpError(cause: unknown, path: string): unknown {
  if (!(cause instanceof FTPError)) return cause;
  const { code } = cause;
  if (code === 530 || code === 430)
    return new ConnectionLostError({ problem: { code: 'ftp.sign-in', params: {} }, cause });
  if (code === 421)
    return new TemporaryError({
      ...{ problem: { code: 'http.not-available', params: { host: path } }, retryAfterSeconds: laterSeconds, cause },
    });
  if (code < 500)
    return new TemporaryError({
      ...{ problem: { code: 'file.failed', params: { path } }, retryAfterSeconds: laterSeconds, cause },
    });
  const word = code === 550 ? 'file.missing' : 'file.not-allowed';
  return new PermanentError({ problem: { code: word, params: { path } }, cause });
}

/** One deed of the client, its refusals as the house's errors. */
export async function done<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw ftpError(error, path);
  }
}
