import { Agent } from 'undici';
import { crashPoint } from '#server/crash-point.ts';
import { PermanentError } from '#server/errors.ts';
import type { MayReach } from './addresses.ts';
import { answerOf } from './answer.ts';
import { acceptEncoding, textOf } from './body.ts';
import { errorOf, faultOf } from './faults.ts';
import { guardedConnector } from './guard.ts';
import type { Exchange, HttpClient, OutboundAnswer, OutboundRequest } from './http-client.ts';
import { createLines, type Lines } from './lines.ts';
import { addressOf, type Outgoing, outgoing } from './outgoing.ts';
import { type RoundTrip, roundTrip } from './round-trip.ts';
import { createScrub } from './scrub.ts';

export type HttpClientOptions = {
  /** Values that never stand in an exchange; read anew for each request, so that a fetched token can be added. */
  secrets: readonly string[];
  /** The only hosts that may be asked: names for every port, `name:port` for one. */
  hosts: readonly string[];
  /** Which private addresses are allowed; see allowPrivate. */
  mayReach: MayReach;
  onExchange(exchange: Exchange): void;
  /** Asked right before a write leaves; throws when it must not. */
  mayWrite?(): void;
  /** For every request, whatever it asks for itself. */
  timeoutMs?: number;
  now(): Date;
  /** Ends whatever is under way, when the process stops. */
  signal?: AbortSignal;
};

/** The way out for one connection; see HttpClient. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const agent = agentFor(options.mayReach);
  return { send: (request) => send(options, agent, request) };
}

/** The way out for other protocols and for files of any length; see Lines. */
export const linesOf = (options: HttpClientOptions): Lines => createLines(options, agentFor(options.mayReach));

/** Sockets are shared by clients with the same allow-list only: an open socket is not checked a second time. */
const agents = new WeakMap<MayReach, Agent>();

function agentFor(mayReach: MayReach): Agent {
  const known = agents.get(mayReach);
  if (known) return known;
  const agent = new Agent({ connect: guardedConnector(mayReach), allowH2: false });
  agents.set(mayReach, agent);
  return agent;
}

async function send(options: HttpClientOptions, agent: Agent, request: OutboundRequest): Promise<OutboundAnswer> {
  const url = addressOf(request);
  const { host } = url;
  if (!options.hosts.includes(host) && !options.hosts.includes(url.hostname))
    throw new PermanentError({ problem: { code: 'http.host-not-allowed', params: { host } } });
  const startedAt = options.now();
  const going = outgoing(request, url);
  const timeout = AbortSignal.timeout(options.timeoutMs ?? request.timeoutMs ?? 30_000);
  const signal = options.signal ? AbortSignal.any([timeout, options.signal]) : timeout;
  if (request.effect === 'write') options.mayWrite?.();
  const trip = await roundTrip(
    agent,
    { ...going, headers: { 'accept-encoding': acceptEncoding, ...going.headers } },
    signal,
    () => request.effect === 'write' && crashPoint('CP7'),
  );
  const scrub = createScrub(options.secrets);
  const text = textOf(trip.body, trip.headers['content-type']);
  const milliseconds = options.now().getTime() - startedAt.getTime();
  options.onExchange({
    ...exchangeOf(going, url, trip, scrub),
    responseBody: trip.status === null || trip.cause ? null : kept(text, scrub),
    startedAt: startedAt.toISOString(),
    milliseconds,
  });
  const isRefusal =
    trip.cause === null && trip.status !== null && trip.status >= 500 && request.isRefusal?.(text, trip.status);
  const error = isRefusal ? null : errorOf(trip, { host, effect: request.effect, now: options.now() });
  if (error) throw error;
  return answerOf(trip, text, { host, effect: request.effect, scrub });
}

const exchangeOf = ({ method, body }: Outgoing, url: URL, trip: RoundTrip, scrub: (text: string) => string) => ({
  method,
  url: scrub(url.href),
  requestBody: body === null ? null : kept(body, scrub),
  status: trip.status,
  fault: faultOf(trip),
});

const mostKept = 64_000;

/** Cut with room to spare before scrubbing, so that a long answer costs little and no half secret stands at the end. */
const kept = (text: string, scrub: (text: string) => string) => scrub(text.slice(0, 2 * mostKept)).slice(0, mostKept);
