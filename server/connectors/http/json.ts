import { createHash } from 'node:crypto';
import * as z from 'zod';
import { ConnectionLostError, PermanentError } from '#server/errors.ts';
import type { OutboundAnswer, OutboundRequest } from '#server/outbound/http-client.ts';
import type { Json, Written } from '../connector.ts';
import { defineTarget } from '../define.ts';
import { field } from '../form.ts';
import { addressFor } from './address.ts';
import samples from './samples.json' with { type: 'json' };
import { authHeaders, type Settings } from './settings.ts';
import words from './words.json' with { type: 'json' };

const Options = z.object({
  method: field(z.enum(['POST', 'PUT', 'PATCH']).default('POST'), { ...words.method, choices: words.methods }),
  path: field(z.string().default(''), { ...words.path, placeholder: '/orders/{orderNumber}' }),
  mustContain: field(z.string().default(''), { ...words.mustContain, placeholder: '"success":true' }),
});
type Options = z.infer<typeof Options>;

export const json = defineTarget<Settings, Options>({
  title: words.json,
  confidence: 'documented',
  options: Options,
  fields: [],
  schema: z.json(),
  samples,
  async write({ http, settings }, { method, path, mustContain }, record, key) {
    const url = addressFor(settings.address, path, record);
    const headers = { ...authHeaders(settings), 'idempotency-key': idempotencyKey(method, url, key, record) };
    const answer = await http.send({ method, url, headers, json: record, effect: 'write' });
    checkAnswer(answer, mustContain);
    return writtenBy(answer, key);
  },
});

/**
 * The same for every attempt at the same content, another one when the content has changed: an API that knows the
 * header (IETF draft "The Idempotency-Key HTTP Header Field") then takes a second attempt for the first.
 */
function idempotencyKey(method: OutboundRequest['method'], url: string, key: string, record: Json): string {
  return createHash('sha256')
    .update(JSON.stringify([method, url, key, record]))
    .digest('hex');
}

function checkAnswer(answer: OutboundAnswer, mustContain: string) {
  const { status, excerpt } = answer;
  if (status === 401 || status === 403)
    throw new ConnectionLostError({ problem: { code: 'http.key-refused', params: { status } } });
  if (status >= 400)
    throw new PermanentError({ problem: { code: 'http.refused', params: { status, answer: excerpt } } });
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
  const named = Named.safeParse(isJson ? answer.json(z.json()) : null);
  return { id: named.success ? String(named.data.id) : key };
}
