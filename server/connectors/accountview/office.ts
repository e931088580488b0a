import * as z from 'zod';
import { ConnectionLostError, PermanentError, TemporaryError } from '#server/errors.ts';
import type { OutboundAnswer, OutboundRequest } from '#server/outbound/http-client.ts';
import type { ConnectorContext } from '../connector.ts';
import { addressOf, type Settings } from './settings.ts';
import { accessToken } from './token.ts';

export type Call = Pick<OutboundRequest, 'method' | 'query' | 'json' | 'effect'> & { path: string };

/** Calls AccountView and reads the answer, which can be a refusal whatever its status says. */
export async function ask<S extends z.ZodType>(
  context: ConnectorContext<Settings>,
  call: Call,
  schema: S,
): Promise<z.output<S>> {
  const answer = await authorized(context, call);
  if (answer.status === 401 || answer.status === 403) {
    throw new ConnectionLostError({ problem: { code: 'accountview.access-withdrawn', params: {} } });
  }
  if (answer.status >= 400) throw refused(answer, faultIn(answer.text));
  const fault = faultIn(answer.text);
  if (fault !== null) throw refused(answer, fault);
  return answer.json(schema);
}

/** A token can end before its time; it is renewed once, and the call was not carried out. */
async function authorized(context: ConnectorContext<Settings>, call: Call): Promise<OutboundAnswer> {
  const answer = await sent(context, call);
  if (answer.status !== 401) return answer;
  await context.dropToken();
  return sent(context, call);
}

async function sent(context: ConnectorContext<Settings>, { path, ...call }: Call): Promise<OutboundAnswer> {
  const { access } = await accessToken(context);
  const headers = {
    // Without it some routes answer XML (documented).
    accept: 'application/json',
    authorization: `Bearer ${access}`,
    'x-company': context.settings.companyId,
    ...(call.json !== undefined && { 'content-type': 'application/json; charset=UTF-8' }),
  };
  const url = `${addressOf(context.settings)}${path}`;
  const request: OutboundRequest = { ...call, headers, url, timeoutMs, isRefusal };
  return context.http.send(request).catch((error: unknown) => {
    if (!isLostBehindGateway(error, call)) throw error;
    const { problem, retryAfterSeconds } = error;
    throw new TemporaryError({ problem, retryAfterSeconds, cause: error, outcomeUnknown: true });
  });
}

/**
 * Behind the gateway stands a Windows program at the customer, so "not available" can be said after the program wrote.
 * Whoever wrote must therefore look before writing again (assumed; elsewhere 503 means that nothing was done).
 */
const isLostBehindGateway = (error: unknown, { effect }: Pick<Call, 'effect'>): error is TemporaryError =>
  effect === 'write' && error instanceof TemporaryError && error.problem.code === 'http.not-available';

/** The gateway relays to a program at the customer, which takes its time (assumed: at most 100 s). */
const timeoutMs = 100_000;

/** AccountView's own refusal, where the status speaks of a broken server (reported). A gateway's page is none. */
const isRefusal = (text: string, status: number): boolean => status === 500 && faultIn(text) !== null;

/** Refusals come with 4xx and also with 2xx (documented). Their texts are Dutch and free-form: shown, never matched. */
const Fault = z.object({ ErrorType: z.string().nullish(), ErrorMessage: z.string().nullish() });

/** What a refusal says; '' for one without words, null when the body is none. */
function faultIn(text: string): string | null {
  const { ErrorType, ErrorMessage } = Fault.safeParse(parsedJson(text)).data ?? {};
  return ErrorMessage || ErrorType ? (ErrorMessage ?? '') : null;
}

const refused = ({ status, excerpt }: OutboundAnswer, message: string | null) =>
  new PermanentError({
    problem: { code: 'accountview.refused', params: { status, message: (message ?? excerpt).slice(0, 500) } },
  });

/** A gateway's web page is not JSON and therefore no refusal of AccountView's own. */
function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
