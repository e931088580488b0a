import { createHmac, timingSafeEqual } from 'node:crypto';
import { parse } from 'secure-json-parse';
import * as z from 'zod';
import { PermanentError } from '#server/errors.ts';
import type { Arrival, HookDelivery, Page, Receiving, Source, SourceRecord } from '../connector.ts';
import { fewAtATime } from '../kit/few-at-a-time.ts';
import { samplesOf } from '../kit/reading.ts';
import { arrivedCursorAt, readArrived } from '../read-arrived.ts';
import { facts, Id } from './api.ts';
import { tickedArticles } from './articles.ts';
import samples from './samples.json' with { type: 'json' };
import { articleList } from './sandbox/articles.ts';
import type { Settings } from './settings.ts';
import words from './words.json' with { type: 'json' };

/**
 * Ticked articles as soon as Robaws says that they or their stock changed. The message carries the article, but without its
 * available stock and with extra fields under other names (known), so it is asked for as it is now. Nothing is said of what was deleted (known).
 */
export const articleEvents: Source<Settings> = {
  title: words.sources.articleEvents.title,
  confidence: 'reported',
  factsFrom: facts.clients,
  options: tickedArticles.options,
  samples: samplesOf(samples.tickedArticles),
  pushed: true,
  coalesce: true,
  async read(context, options, cursor): Promise<Page> {
    const page = await readArrived(context, undefined, cursor);
    // The first alone: a system that is away is asked once, and not by four at the same time.
    const [first, ...others] = page.records;
    const ask = async ({ key }: SourceRecord) => tickedArticles.readOne?.(context, options, key);
    const now = first ? [await ask(first), ...(await fewAtATime(others, ask))] : [];
    return { ...page, records: now.flatMap((record) => record ?? []) };
  },
  cursorAt: (_options, from, until) => arrivedCursorAt(from, until),
};

const windowSeconds = 300;
const events = ['article.created', 'article.updated', 'article.stock-changed'];
const refused = (code: string, cause?: unknown) =>
  new PermanentError({ problem: { code: `robaws.${code}`, params: {} }, cause });

const mac = (secret: string, time: string, body: Buffer) =>
  createHmac('sha256', secret).update(`${time}.`).update(body).digest();

/** `Robaws-Signature: t=<seconds>,v1=<hex>` over time, dot and the body as it came (known). */
function verify({ webhookSecret }: Settings, { headers, body }: HookDelivery, now: Date) {
  if (webhookSecret === '') throw refused('no-webhook-secret');
  const [, time = '', signature = ''] =
    /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(headers['robaws-signature'] ?? '') ?? [];
  if (signature === '' || Math.abs(now.getTime() / 1000 - Number(time)) > windowSeconds)
    throw refused('webhook-not-trusted');
  if (!timingSafeEqual(Buffer.from(signature, 'hex'), mac(webhookSecret, time, body)))
    throw refused('webhook-not-trusted');
}

const signatureOf = (secret: string, body: Buffer, now: Date): string => {
  const time = String(Math.floor(now.getTime() / 1000));
  return `t=${time},v1=${mac(secret, time, body).toString('hex')}`;
};

const Event = z.object({
  id: z.string().min(1),
  event: z.string(),
  data: z.object({ id: Id, updatedAt: z.coerce.date().nullish().catch(null) }),
});

/** Registered twice, an address gets everything twice; the event's own id tells (known). Other subjects are heard and not kept. */
function read({ body }: HookDelivery): Arrival | null {
  const event = Event.safeParse(jsonOf(body));
  if (!event.success) throw refused('webhook-unreadable');
  const { id, event: name, data } = event.data;
  if (!events.includes(name)) return null;
  const record = { key: data.id, title: data.id, body: { event: name, id: data.id } };
  return { eventId: id, changedAt: null, record };
}

function jsonOf(body: Buffer): unknown {
  try {
    return parse(body.toString('utf8'), { protoAction: 'remove', constructorAction: 'remove' });
  } catch (cause) {
    throw refused('webhook-unreadable', cause);
  }
}

/** An address is registered by a call alone, there is no page for it (known); the text to send is what a person copies. */
export const receiving: Receiving<Settings> = {
  verify,
  read: (_settings, delivery) => read(delivery),
  code: (_settings, url) => JSON.stringify({ url, events }),
  howToSend: () => words.howToSend,
  sample({ webhookSecret }, no, now) {
    const data = { id: String(articleList.firstNumber + no - 1) };
    const body = Buffer.from(JSON.stringify({ id: `sample-${no}`, event: 'article.updated', data }));
    const headers = { 'content-type': 'application/json', 'robaws-signature': signatureOf(webhookSecret, body, now) };
    return { headers, body };
  },
};
