import type { Agent } from 'undici';
import type { HttpClientOptions } from '../client.ts';
import { startClock } from '../clock.ts';
import { exchangeLog } from '../exchange-log.ts';
import { errorOf, errorWithout, faultOf } from '../faults.ts';
import type { OutboundRequest } from '../http-client.ts';
import type { Download } from '../lines.ts';
import { addressOf, outgoing } from '../outgoing.ts';
import { assertOwn } from '../own-hosts.ts';
import type { RoundTrip } from '../round-trip.ts';

/** For the head of the answer, and for every piece of its body. */
const usualTimeoutMs = 60_000;

/** The answer's head and its body as a stream. */
export async function download(
  options: HttpClientOptions,
  agent: Agent,
  request: Pick<OutboundRequest, 'url' | 'query' | 'headers'>,
): Promise<Download> {
  const whole: OutboundRequest = { ...request, method: 'GET', effect: 'read' };
  const url = addressOf(whole);
  assertOwn(options, url);
  const going = outgoing(whole, url);
  const log = exchangeLog(options, { method: 'GET', url: url.href, said: null });
  const clock = startClock(options, usualTimeoutMs);
  const headers = { 'accept-encoding': 'identity', ...going.headers };
  const trip = await begin(agent, { ...going, headers }, clock.signal);
  clock.stop();
  log({ status: trip.status, responseBody: null, fault: faultOf(trip) });
  const { answer } = trip;
  const asked = { host: url.host, effect: 'read' as const };
  const error = errorOf(trip, { ...asked, now: options.now() });
  if (error || !answer) {
    answer?.body.on('error', () => undefined).destroy();
    throw error ?? errorWithout({ cause: null, sent: true, aborted: false }, asked);
  }
  const told = Object.entries(answer.headers).map(([name, value]) => [name, [value].flat().join(', ')]);
  return { status: answer.statusCode, headers: Object.fromEntries(told), body: answer.body };
}

type Begun = RoundTrip & { answer: Awaited<ReturnType<Agent['request']>> | null };

/** The answer's head; its body is still to come. */
async function begin(agent: Agent, request: Parameters<Agent['request']>[0], signal: AbortSignal): Promise<Begun> {
  const nothing = { sent: true, body: Buffer.alloc(0), aborted: false };
  try {
    const answer = await agent.request({ ...request, signal, headersTimeout: 0, bodyTimeout: usualTimeoutMs });
    return { ...nothing, status: answer.statusCode, headers: answer.headers, cause: null, answer };
  } catch (thrown) {
    const cause = thrown instanceof Error ? thrown : new Error(String(thrown));
    const { aborted } = signal;
    const sent = aborted || !/^(?:ECONN|ENOTFOUND|EAI_|ERR_TLS|CERT|UND_ERR_CONNECT)/.test(codeOf(cause));
    return { ...nothing, sent, status: null, headers: {}, cause, aborted, answer: null };
  }
}

const codeOf = (error: Error) => ('code' in error ? String(error.code) : '');
