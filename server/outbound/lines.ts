import type { Readable } from 'node:stream';
import type { Agent } from 'undici';
import { ConnectionLostError, PermanentError, TemporaryError } from '#server/errors.ts';
import type { HttpClientOptions } from './client.ts';
import { errorOf } from './faults.ts';
import { checkedAddresses } from './guard.ts';
import type { OutboundRequest } from './http-client.ts';
import { addressOf, outgoing } from './outgoing.ts';
import type { RoundTrip } from './round-trip.ts';
import { createScrub } from './scrub.ts';

/**
 * One deed over a line of another protocol than HTTP. A `write` whose answer is lost has an unknown outcome; to `prepare`
 * changes what nobody looks at yet (a file under a temporary name), so it can simply be done again.
 */
type Deed = {
  /** The protocol's own word: GET, PUT, RENAME. */
  method: string;
  /** What it is done to, without secrets: `sftp://files.example/in/stock.csv`. */
  url: string;
  effect: 'read' | 'prepare' | 'write';
  requestBody?: string;
  /** The protocol's own number for "done". */
  doneStatus: number;
};

/** A file that is coming in; whoever takes it reads `body` to its end or destroys it. */
export type Download = { status: number; headers: Record<string, string>; body: Readable };

/** The way out for what is more than one short request and its answer: other protocols, and files of any length. */
export type Lines = {
  /**
   * The checked address behind one of the connection's own hosts, for a client that opens its socket itself. Private
   * addresses are refused unless they are allowed.
   */
  reach(host: string, port: number): Promise<string>;
  /** Does one deed within its time, and keeps it as an exchange without secrets. The signal ends what is under way. */
  ask<T>(deed: Deed, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  /** A file behind a web address as a stream, with the same checks as `HttpClient.send`; without its time-out and size cap. */
  download(request: Pick<OutboundRequest, 'url' | 'query' | 'headers'>): Promise<Download>;
};

/** How long one deed may take; a file of any length is read in many pieces. */
const usualTimeoutMs = 60_000;

export function createLines(options: HttpClientOptions, agent: Agent): Lines {
  return {
    async reach(hostname, port) {
      const host = `${hostname}:${port}`;
      assertOwn(options, host, hostname);
      try {
        const [first] = await checkedAddresses(hostname, host, options.mayReach);
        if (first) return first.address;
      } catch (cause) {
        if (cause instanceof PermanentError) throw cause;
        throw new TemporaryError({ problem: { code: 'http.not-reachable', params: { host } }, cause });
      }
      throw new TemporaryError({ problem: { code: 'http.not-reachable', params: { host } } });
    },
    ask: (deed, work) => ask(options, deed, work),
    download: (request) => download(options, agent, request),
  };
}

function assertOwn({ hosts }: HttpClientOptions, host: string, hostname: string) {
  if (!hosts.includes(host) && !hosts.includes(hostname))
    throw new PermanentError({ problem: { code: 'http.host-not-allowed', params: { host } } });
}

async function ask<T>(options: HttpClientOptions, deed: Deed, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const startedAt = options.now();
  if (deed.effect !== 'read') options.mayWrite?.();
  const timeout = AbortSignal.timeout(options.timeoutMs ?? usualTimeoutMs);
  const signal = options.signal ? AbortSignal.any([timeout, options.signal]) : timeout;
  const scrub = createScrub(options.secrets);
  const tell = (fault: string | null) =>
    options.onExchange({
      ...{ method: deed.method, url: scrub(deed.url), fault, responseBody: null },
      requestBody: deed.requestBody === undefined ? null : scrub(deed.requestBody.slice(0, mostKept)),
      status: fault === null ? deed.doneStatus : null,
      startedAt: startedAt.toISOString(),
      milliseconds: options.now().getTime() - startedAt.getTime(),
    });
  try {
    const done = await ended(work(signal), signal);
    tell(null);
    return done;
  } catch (cause) {
    const error = errorOfDeed(cause, deed, signal.aborted);
    tell(error.problem.code.replace(/^.*\./, ''));
    throw error;
  }
}

const mostKept = 64_000;

/** Waits for the work no longer than the signal allows; the work hears of the signal itself. */
function ended<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  work.then(resolve, reject);
  return promise;
}

function errorOfDeed(cause: unknown, { url, effect }: Deed, aborted: boolean) {
  if (cause instanceof TemporaryError || cause instanceof PermanentError || cause instanceof ConnectionLostError)
    return cause;
  const params = { host: URL.parse(url)?.host ?? url };
  const code = aborted ? 'http.time-out' : 'http.connection-lost';
  return new TemporaryError({ problem: { code, params }, cause, outcomeUnknown: effect === 'write' });
}

async function download(
  options: HttpClientOptions,
  agent: Agent,
  request: Pick<OutboundRequest, 'url' | 'query' | 'headers'>,
): Promise<Download> {
  const whole: OutboundRequest = { ...request, method: 'GET', effect: 'read' };
  const url = addressOf(whole);
  assertOwn(options, url.host, url.hostname);
  const going = outgoing(whole, url);
  const startedAt = options.now();
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(timeOut()), options.timeoutMs ?? usualTimeoutMs);
  const trip = await begin(agent, { ...going, headers: { 'accept-encoding': 'identity', ...going.headers } }, abort);
  clearTimeout(timer);
  const { answer } = trip;
  const error = errorOf(trip, { host: url.host, effect: 'read', now: options.now() });
  options.onExchange({
    ...{ method: 'GET', url: createScrub(options.secrets)(url.href), requestBody: null, responseBody: null },
    ...{ status: trip.status, fault: trip.cause ? (error?.problem.code.replace(/^.*\./, '') ?? 'stopped') : null },
    startedAt: startedAt.toISOString(),
    milliseconds: options.now().getTime() - startedAt.getTime(),
  });
  if (error || !answer) {
    answer?.body.on('error', () => undefined).destroy();
    throw error ?? new TemporaryError({ problem: { code: 'http.connection-lost', params: { host: url.host } } });
  }
  const headers = Object.entries(answer.headers).map(([name, value]) => [name, [value].flat().join(', ')]);
  return { status: answer.statusCode, headers: Object.fromEntries(headers), body: answer.body };
}

const timeOut = () => new DOMException('no answer in time', 'TimeoutError');

type Begun = RoundTrip & { answer: Awaited<ReturnType<Agent['request']>> | null };

/** The answer's head; its body is still to come. */
async function begin(agent: Agent, request: Parameters<Agent['request']>[0], abort: AbortController): Promise<Begun> {
  const nothing = { sent: true, body: Buffer.alloc(0), aborted: abort.signal.aborted };
  try {
    const answer = await agent.request({
      ...request,
      ...{ signal: abort.signal, headersTimeout: 0, bodyTimeout: usualTimeoutMs },
    });
    return { ...nothing, status: answer.statusCode, headers: answer.headers, cause: null, answer };
  } catch (thrown) {
    const cause = thrown instanceof Error ? thrown : new Error(String(thrown));
    const sent = abort.signal.aborted || !/^(?:ECONN|ENOTFOUND|EAI_|ERR_TLS|CERT)/.test(codeOf(cause));
    return { ...nothing, sent, status: null, headers: {}, cause, aborted: abort.signal.aborted, answer: null };
  }
}

const codeOf = (error: Error) => ('code' in error ? String(error.code) : '');
