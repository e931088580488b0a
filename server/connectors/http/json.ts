import { hash } from 'node:crypto';
import * as z from 'zod';
import { PermanentError } from '#server/errors.ts';
import type { OutboundAnswer, OutboundRequest } from '#server/outbound/http-client.ts';
import type { ConnectorContext, ManyRecord, ManyWritten, Written } from '../connector.ts';
import { defineTarget } from '../define.ts';
import { field } from '../form.ts';
import { inHalves } from '../kit/in-halves.ts';
import { addressFor, filled } from './address.ts';
import { api } from './api.ts';
import samples from './samples.json' with { type: 'json' };
import type { Settings } from './settings.ts';
import words from './words.json' with { type: 'json' };

const Options = z.object({
  method: field(z.enum(['POST', 'PUT', 'PATCH']).default('POST'), { ...words.method, choices: words.methods }),
  path: field(z.string().default(''), { ...words.path, placeholder: '/orders/{orderNumber}' }),
  together: field(z.enum(['one', 'list']).default('one'), { ...words.together, choices: words.togethers }),
  mustContain: field(z.string().default(''), { ...words.mustContain, placeholder: '"success":true' }),
});
type Options = z.infer<typeof Options>;

export const json = defineTarget<Settings, Options>({
  title: words.json,
  confidence: 'documented',
  factsFrom: 'RFC 9110',
  options: Options,
  fields: [],
  // JSON that was parsed is JSON: looking at every value of it again would find nothing.
  schema: z.unknown(),
  samples: samples.json,
  async write(context, { method, path, mustContain }, record, key) {
    const url = addressFor(context.settings.address, path, record);
    const text = JSON.stringify(record);
    const headers = jsonHeaders(method, url, key, text);
    const answer = await api.send(context, { method, path: filled(path, record), headers, text });
    checkAnswer(answer, mustContain);
    return writtenBy(answer, key);
  },
  writeMany: { most: ({ together }) => (together === 'list' ? mostInList : 1), write: writeList },
});

const mostInList = 100;

/**
 * One call with a list of records. A good status takes the whole list, and names each record's id where the answer is a
 * list as long; a refused one took nothing, so that its records are tried in halves until the bad ones stand alone.
 */
async function writeList(
  context: ConnectorContext<Settings>,
  options: Options,
  records: readonly ManyRecord[],
): Promise<ManyWritten[]> {
  return inHalves(records, (list) => sendList(context, options, list), isAboutContent);
}

async function sendList(
  context: ConnectorContext<Settings>,
  options: Options,
  records: readonly ManyRecord[],
): Promise<ManyWritten[]> {
  const { method, mustContain } = options;
  const text = `[${records.map((it) => it.text ?? JSON.stringify(it.record)).join(',')}]`;
  const path = filled(options.path, null);
  const keys = records.map(({ key }) => key).join('\n');
  const url = addressFor(context.settings.address, path, null);
  const headers = jsonHeaders(method, url, keys, text);
  const answer = await api.send(context, { method, path, headers, text });
  checkAnswer(answer, mustContain);
  return writtenByList(answer, records);
}

const jsonHeaders = (...about: Parameters<typeof idempotencyKey>) => ({
  'content-type': 'application/json',
  'idempotency-key': idempotencyKey(...about),
});

/**
 * The same for every attempt at the same content, another one when the content has changed: an API that knows the
 * header (IETF draft "The Idempotency-Key HTTP Header Field") then takes a second attempt for the first.
 */
function idempotencyKey(method: OutboundRequest['method'], url: string, key: string, text: string): string {
  return hash('sha256', `${JSON.stringify([method, url, key]).slice(0, -1)},${text}]`);
}

/** Statuses that speak of what was sent (RFC 9110, 15.5): a smaller list may pass. A wrong address is wrong for all. */
const aboutContent: ReadonlySet<unknown> = new Set([400, 409, 413, 422]);
const isAboutContent = (error: unknown) =>
  error instanceof PermanentError &&
  error.problem.code === 'http.refused' &&
  aboutContent.has(error.problem.params.status);

function writtenByList(answer: OutboundAnswer, records: readonly { key: string }[]): ManyWritten[] {
  const isJson = answer.headers['content-type']?.includes('json') && answer.text.trim().startsWith('[');
  const named = z
    .array(z.unknown())
    .length(records.length)
    .safeParse(isJson ? answer.json(z.unknown()) : null);
  return records.map(({ key }, index) => {
    const one = Named.safeParse(named.data?.[index]);
    return { written: { id: one.success ? String(one.data.id) : key } };
  });
}

/** A good status is not enough: a page for people, or an answer without what the step expects, is no confirmation. */
export function checkAnswer(answer: OutboundAnswer, mustContain: string) {
  const { status, excerpt } = answer;
  if (/^\s*<(!doctype )?html/i.test(answer.text))
    throw new PermanentError({ problem: { code: 'http.web-page', params: { status } } });
  if (!answer.text.includes(mustContain))
    throw new PermanentError({
      problem: { code: 'http.not-confirmed', params: { text: mustContain, answer: excerpt } },
    });
}

const Named = z.object({ id: z.union([z.string().min(1), z.number()]) });

/** The other side's own id where a JSON answer names one, else the record's key: an answer may as well be "OK" or empty. */
function writtenBy(answer: OutboundAnswer, key: string): Written {
  const isJson = answer.headers['content-type']?.includes('json') && answer.text.trim() !== '';
  const named = Named.safeParse(isJson ? answer.json(z.unknown()) : null);
  return { id: named.success ? String(named.data.id) : key };
}
