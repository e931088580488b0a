import type { Socket } from 'node:net';
import type { buildConnector } from 'undici';
import { crashPoint } from '#server/crash-point.ts';
import { ConnectionLostError, PermanentError, TemporaryError } from '#server/errors.ts';
import type { HttpClientOptions } from './client.ts';
import { isAboutCertificate } from './faults.ts';
import { guardedConnector } from './guard.ts';
import type { Conversation, Line, LineClient, Spoken } from './line-client.ts';
import { createScrub } from './scrub.ts';
import { upgraded } from './upgrade.ts';

/** The way out of one connection for whatever is not HTTP; see LineClient. */
export function createLineClient(options: HttpClientOptions): LineClient {
  const connect = guardedConnector(options.mayReach);
  return { speak: (conversation, talk) => speak(options, connect, conversation, talk) };
}

const isOurs = (error: unknown) =>
  error instanceof TemporaryError || error instanceof PermanentError || error instanceof ConnectionLostError;

async function speak<T>(
  options: HttpClientOptions,
  connect: buildConnector.connector,
  what: Conversation,
  talk: (line: Line) => Promise<Spoken<T>>,
): Promise<T> {
  const host = allowedHost(options, what);
  if (what.effect === 'write') options.mayWrite?.();
  const log = logOf(options, what);
  const state = { deed: false, timedOut: false };
  let socket: Socket | null = null;
  const clock = new AbortController();
  try {
    socket = await open(connect, what);
    const limit = giveUp(socket, options, what, clock.signal).catch((error: unknown) => {
      state.timedOut = true;
      throw error;
    });
    const deed = () => {
      state.deed = true;
    };
    const talking = talk({ socket, deed });
    const spoken = await Promise.race([talking, limit]);
    if (what.effect === 'write') crashPoint('CP7');
    log({ status: spoken.status, responseBody: spoken.answer, fault: null });
    return spoken.value;
  } catch (error) {
    const known = isOurs(error) ? error : lineFault(error, { host, opened: socket !== null, ...state, what });
    log({ status: null, responseBody: null, fault: wordOf(known) });
    throw known;
  } finally {
    clock.abort();
    socket?.on('error', () => undefined).destroy();
  }
}

function allowedHost({ hosts }: HttpClientOptions, { host: name, port, through }: Conversation): string {
  const host = through ? new URL(through).host : `${name}:${port}`;
  if (hosts.includes(host) || hosts.includes(host.replace(/:\d+$/, ''))) return host;
  throw new PermanentError({ problem: { code: 'http.host-not-allowed', params: { host } } });
}

async function open(connect: buildConnector.connector, { host, port, through }: Conversation): Promise<Socket> {
  if (!through) return socketTo(connect, host, port);
  const url = new URL(through);
  return upgraded(await socketTo(connect, url.hostname, Number(url.port || 80)), url);
}

const socketTo = (connect: buildConnector.connector, hostname: string, port: number) =>
  new Promise<Socket>((resolve, reject) => {
    const place = { hostname, host: `${hostname}:${port}`, protocol: 'http:', port: String(port) };
    connect(place, (error, socket) => (socket ? resolve(socket) : reject(error ?? new Error('no socket'))));
  });

/** Rejects when the time is over or the process stops; the signal ends the waiting itself. */
function giveUp(socket: Socket, options: HttpClientOptions, what: Conversation, over: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const end = (reason: Error) => {
      socket.destroy(reason);
      reject(reason);
    };
    const wait = options.timeoutMs ?? what.timeoutMs ?? 30_000;
    const timer = setTimeout(() => end(new Error('time-out')), wait);
    const stop = () => end(new Error('stopped'));
    options.signal?.addEventListener('abort', stop);
    over.addEventListener('abort', () => {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', stop);
    });
  });
}

type State = { host: string; opened: boolean; deed: boolean; timedOut: boolean; what: Conversation };

function lineFault(cause: unknown, { host, opened, deed, timedOut, what }: State) {
  const code = `http.${faultWord(cause, opened, timedOut)}`;
  return new TemporaryError({
    problem: { code, params: { host } },
    cause,
    outcomeUnknown: what.effect === 'write' && deed,
  });
}

function faultWord(cause: unknown, opened: boolean, timedOut: boolean): string {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (cause instanceof Error && isAboutCertificate(cause)) return 'certificate';
  if (timedOut) return cause instanceof Error && cause.message === 'stopped' ? 'stopped' : 'time-out';
  if (opened) return 'connection-lost';
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return 'unknown-name';
  return code === 'ECONNREFUSED' ? 'nobody-there' : 'not-reachable';
}

const wordOf = (error: unknown) => (isOurs(error) ? error.message.replace(/^.*\./, '') : 'connection-lost');

const mostKept = 64_000;

function logOf({ secrets, now, onExchange }: HttpClientOptions, { method, url, said }: Conversation) {
  const startedAt = now();
  const scrub = createScrub(secrets);
  const kept = (text: string) => scrub(text.slice(0, 2 * mostKept)).slice(0, mostKept);
  return (end: { status: number | null; responseBody: string | null; fault: string | null }) =>
    onExchange({
      ...{ method, url: scrub(url), requestBody: kept(said), status: end.status, fault: end.fault },
      responseBody: end.responseBody === null ? null : kept(end.responseBody),
      startedAt: startedAt.toISOString(),
      milliseconds: now().getTime() - startedAt.getTime(),
    });
}
