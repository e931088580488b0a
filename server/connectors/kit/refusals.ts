import type { Problem } from '#flows/problem.ts';
import { ConnectionLostError, PermanentError, TemporaryError } from '#server/errors.ts';
import type { OutboundAnswer } from '#server/outbound/http-client.ts';
import type { Json } from '../connector.ts';
import { jsonIn, textAt, valueAt } from '../value-at.ts';

/** What the other side said no with, as far as its body could be read. */
type Refused = {
  status: number;
  code: string;
  message: string;
  excerpt: string;
  headers: OutboundAnswer['headers'];
};

/**
 * One line of a vendor's table. Whatever it names must fit; the first line that fits decides.
 *
 *     { status: 422, code: 'DUPLICATE_NUMBER', means: 'attention', problem: 'robaws.number-taken' }
 */
export type RefusalLine = {
  status?: number | readonly number[];
  /** The vendor's own code, found by `Refusals.code`. */
  code?: string | RegExp;
  /** A part of the vendor's sentence, for vendors without codes. */
  says?: RegExp;
  /** A header's value, for vendors that tell there what a status really means; the name in lower case. */
  header?: { name: string; is: string };
  /** For a person; for later, because it passes by itself; or the whole connection is lost. */
  means: 'attention' | 'later' | 'lost';
  /** Catalogued in the connector's problems.json; the platform's own words without it. */
  problem?: string;
  /** The problem's parameters, where status, code and message are not what its sentence says. */
  params?(refused: Refused): Problem['params'];
  /** For `later`: how long, where the answer does not tell. */
  seconds?: number;
};

/** How a vendor says no. All of it may be left out: the status then decides alone. */
export type Refusals = {
  /** Where its sentence stands in the body: dotted paths, joined in this order; lists and `field: sentence` objects are read out. The body's beginning otherwise. */
  message?: readonly string[];
  /** Where its own code stands: the first path with something at it. */
  code?: readonly string[];
  /** Whether an answer is a refusal although its status is good, or 5xx. The body is undefined where it is no JSON. */
  despiteStatus?(body: Json | undefined, status: number, text: string): boolean;
  table?: readonly RefusalLine[];
};

/** What every API means by these statuses (RFC 9110), after the vendor's own table. */
const everybodys: readonly RefusalLine[] = [
  { status: 401, means: 'lost', problem: 'system.key-refused' },
  { status: 403, means: 'lost', problem: 'system.not-allowed' },
  { status: [408, 423, 425, 429], means: 'later', problem: 'system.later' },
];

/** The error that an answer amounts to; null when it is no refusal. */
export function refusalIn(answer: OutboundAnswer, refusals: Refusals) {
  // A good answer of a vendor that means it is not looked at twice.
  if (answer.status < 300 && !refusals.despiteStatus) return null;
  const body = jsonIn(answer.text);
  const says = answer.status >= 300 || refusals.despiteStatus?.(body, answer.status, answer.text);
  if (!says) return null;
  const refused = read(answer, body, refusals);
  const line = [...(refusals.table ?? []), ...everybodys].find((it) => fits(it, refused));
  const { status, code, message } = refused;
  const problem = {
    code: line?.problem ?? 'system.refused',
    params: line?.params?.(refused) ?? { status, message, ...(code && { code }) },
  };
  if (line?.means === 'lost') return new ConnectionLostError({ problem });
  if (line?.means === 'later') return new TemporaryError({ problem, retryAfterSeconds: line.seconds ?? null });
  return new PermanentError({ problem });
}

function read(
  { status, excerpt, headers }: OutboundAnswer,
  body: Json | undefined,
  { message = [], code = [] }: Refusals,
) {
  const texts = message.map((path) => said(valueAt(body, path))).filter(Boolean);
  const [vendorCode = ''] = code.flatMap((path) => textAt(body, path) ?? []);
  return { status, excerpt, headers, code: vendorCode, message: texts.join(' ').slice(0, 500) || excerpt };
}

/** A sentence as it is; of a list all of them; of an object (field: sentence) the names too. */
function said(value: Json | undefined): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.map(said).filter(Boolean).join(' ');
  if (typeof value !== 'object' || value === null) return '';
  return Object.entries(value)
    .map(([name, inner]) => `${name}: ${said(inner)}`)
    .join(' ');
}

function fits({ status, code, says, header }: RefusalLine, refused: Refused): boolean {
  if (header && refused.headers[header.name] !== header.is) return false;
  if (status !== undefined && ![status].flat().includes(refused.status)) return false;
  if (typeof code === 'string' ? code !== refused.code : code && !code.test(refused.code)) return false;
  return says === undefined || says.test(refused.message);
}
