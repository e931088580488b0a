import type { Agent } from 'undici';
import { crashPoint } from '#server/crash-point.ts';
import type { MayReach } from './addresses.ts';
import { agentFor } from './agents.ts';
import { answerOf } from './answer.ts';
import { acceptEncoding, textOf } from './body.ts';
import { startClock } from './clock.ts';
import { exchangeLog } from './exchange-log.ts';
import { errorOf, faultOf } from './faults.ts';
import type { Exchange, HttpClient, OutboundAnswer, OutboundRequest } from './http-client.ts';
import { addressOf, outgoing } from './outgoing.ts';
import { assertOwn } from './own-hosts.ts';
import { roundTrip } from './round-trip.ts';
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

async function send(options: HttpClientOptions, agent: Agent, request: OutboundRequest): Promise<OutboundAnswer> {
  const url = addressOf(request);
  const { host } = url;
  assertOwn(options, url);
  const going = outgoing(request, url);
  const log = exchangeLog(options, { method: going.method, url: url.href, said: going.body });
  if (request.effect === 'write') options.mayWrite?.();
  const clock = startClock(options, request.timeoutMs ?? 30_000);
  const trip = await roundTrip(
    agent,
    { ...going, headers: { 'accept-encoding': acceptEncoding, ...going.headers } },
    clock.signal,
    () => request.effect === 'write' && crashPoint('CP7'),
  );
  clock.stop();
  const text = textOf(trip.body, trip.headers['content-type']);
  log({ status: trip.status, fault: faultOf(trip), responseBody: trip.status === null || trip.cause ? null : text });
  const isRefusal =
    trip.cause === null && trip.status !== null && trip.status >= 500 && request.isRefusal?.(text, trip.status);
  const error = isRefusal ? null : errorOf(trip, { host, effect: request.effect, now: options.now() });
  if (error) throw error;
  return answerOf(trip, text, { host, effect: request.effect, scrub: createScrub(options.secrets) });
}
