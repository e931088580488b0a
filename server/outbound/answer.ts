import { parse } from 'secure-json-parse';
import type * as z from 'zod';
import { needsCare } from '#flows/mapping/hidden-names.ts';
import type { Problem } from '#flows/problem.ts';
import { TemporaryError } from '#server/errors.ts';
import type { OutboundAnswer } from './http-client.ts';
import type { RoundTrip } from './round-trip.ts';

type Asked = { host: string; effect: 'read' | 'write'; scrub: (text: string) => string };

const excerptLength = 300;

/** A whole answer that is for the connector to judge. */
export function answerOf(trip: RoundTrip, text: string, { host, effect, scrub }: Asked): OutboundAnswer {
  const status = trip.status ?? 0;
  /** An answer below 400 that makes no sense may stand for a deed that was done. */
  const fault = (word: string, params: Problem['params'], cause: unknown) =>
    new TemporaryError({
      problem: { code: `http.${word}`, params: { host, status, ...params } },
      cause,
      outcomeUnknown: effect === 'write' && status < 400,
    });
  return {
    status,
    headers: flat(trip.headers),
    text,
    excerpt: scrub(text.slice(0, 2 * excerptLength))
      .replace(/\s+/g, ' ')
      .trim()
      .slice(0, excerptLength),
    json<S extends z.ZodType>(schema: S): z.output<S> {
      const parsed = schema.safeParse(parseJson(text, (cause) => fault('not-json', {}, cause)));
      if (parsed.success) return parsed.data;
      const field = parsed.error.issues[0]?.path.join('.') ?? '';
      throw fault('unexpected-answer', { field }, parsed.error);
    },
  };
}

function parseJson(text: string, fault: (cause: unknown) => Error): unknown {
  try {
    return needsCare(text) ? parse(text, { protoAction: 'remove', constructorAction: 'remove' }) : JSON.parse(text);
  } catch (cause) {
    throw fault(cause);
  }
}

const flat = (headers: RoundTrip['headers']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
