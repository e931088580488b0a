import { createHash } from 'node:crypto';
import type { Socket } from 'node:net';
import ssh2, { type SFTPWrapper } from 'ssh2';
import { ConnectionLostError, PermanentError, TemporaryError } from '#server/errors.ts';
import type { ConnectorContext } from '../connector.ts';
import { fingerprint, plainFingerprint } from './host-key.ts';
import { keyOf, type Settings } from './settings.ts';

export type Files = { sftp: SFTPWrapper; close(): void };

/** How long a server that turned us away is left alone, where it does not say. */
const laterSeconds = 30;

const { STATUS_CODE } = ssh2.utils.sftp;

/**
 * Signs in to a server and opens its files. The server must show the key that was written down, before it learns the password.
 */
export async function openFiles(
  { lines, settings }: Pick<ConnectorContext<Settings>, 'lines' | 'settings'>,
  signal: AbortSignal,
): Promise<Files> {
  const { host, port } = settings;
  const socket = await lines.connect({ host, port }, signal);
  const client = new ssh2.Client();
  // Whoever waits for an answer is told; a second error would end this program.
  client.on('error', () => undefined);
  const close = () => {
    client.destroy();
    socket.destroy();
  };
  try {
    await signIn(client, socket, settings);
    const sftp = await new Promise<SFTPWrapper>((resolve, reject) =>
      client.sftp((error, files) => (error ? reject(error) : resolve(files))),
    );
    client.on('error', close);
    sftp.on('error', close);
    return { sftp, close };
  } catch (cause) {
    close();
    if (cause instanceof ConnectionLostError || cause instanceof PermanentError || cause instanceof TemporaryError)
      throw cause;
    throw later(`${host}:${port}`, cause);
  }
}

const later = (host: string, cause: unknown) =>
  new TemporaryError({
    ...{ problem: { code: 'http.not-available', params: { host } }, retryAfterSeconds: laterSeconds, cause },
  });

async function signIn(client: ssh2.Client, sock: Socket, settings: Settings) {
  const { user, password, privateKey, passphrase, hostKey } = settings;
  let refusal: ConnectionLostError | null = null;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  client.once('ready', () => resolve());
  client.once('close', () => reject(refusal ?? new Error('the server hung up')));
  client.once('error', (error) => reject(refusal ?? errorOf(error)));
  const key = keyOf(privateKey);
  if (key) assertKey(key, passphrase);
  client.connect({
    ...{ sock, username: user, readyTimeout: 0, tryKeyboard: false },
    // Node's own code does these; the client's first choice would be done in JavaScript, at a fraction of the speed.
    algorithms: { cipher: { prepend: ['aes128-gcm@openssh.com', 'aes256-gcm@openssh.com'], append: [], remove: [] } },
    ...(password !== '' && { password }),
    ...(key && { privateKey: key, passphrase }),
    hostVerifier(shown: Buffer) {
      refusal = refusalOf(shown, hostKey);
      return refusal === null;
    },
  });
  await promise;
}

/** The key of the server must be known before it is trusted, and stay what it was. */
function refusalOf(shown: Buffer, hostKey: string): ConnectionLostError | null {
  const found = fingerprint(shown);
  if (hostKey.trim() === '')
    return new ConnectionLostError({ problem: { code: 'sftp.host-key-unknown', params: { found } } });
  const digest = createHash('sha256').update(shown).digest('base64').replace(/=+$/, '');
  if (plainFingerprint(hostKey) === digest) return null;
  return new ConnectionLostError({ problem: { code: 'sftp.host-key-changed', params: { found, expected: hostKey } } });
}

function assertKey(key: string, passphrase: string) {
  const parsed = ssh2.utils.parseKey(key, passphrase);
  if (parsed instanceof Error)
    throw new ConnectionLostError({ problem: { code: 'sftp.private-key', params: {} }, cause: parsed });
}

const errorOf = (error: Error & { level?: string }) =>
  error.level === 'client-authentication'
    ? new ConnectionLostError({ problem: { code: 'sftp.sign-in', params: {} }, cause: error })
    : error;

/** What a server says of one file (draft-ietf-secsh-filexfer-02, section 7). Anything else is a broken line. */
export function fileError(cause: unknown, path: string): unknown {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  const params = { path };
  if (code === STATUS_CODE.NO_SUCH_FILE)
    return new PermanentError({ problem: { code: 'file.missing', params }, cause });
  if (code === STATUS_CODE.PERMISSION_DENIED)
    return new PermanentError({ problem: { code: 'file.not-allowed', params }, cause });
  if (code === STATUS_CODE.FAILURE)
    return new TemporaryError({ problem: { code: 'file.failed', params }, retryAfterSeconds: laterSeconds, cause });
  return cause;
}

/** One call of the client as a promise, its refusals as the house's errors. */
export function done<T>(path: string, call: (back: (error: Error | null | undefined, result: T) => void) => void) {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  call((error, result) => (error ? reject(fileError(error, path)) : resolve(result)));
  return promise;
}
