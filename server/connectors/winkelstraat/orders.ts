import { timingSafeEqual } from 'node:crypto';
import { parse } from 'secure-json-parse';
import * as z from 'zod';
import { PermanentError } from '#server/errors.ts';
import type { Arrival, HookDelivery, Json, Receiving, Source } from '../connector.ts';
import { defineSource } from '../define.ts';
import { keeping, line, samplesOf } from '../kit/reading.ts';
import { arrivedCursorAt, readArrived } from '../read-arrived.ts';
import { facts } from './api.ts';
import samples from './samples.json' with { type: 'json' };
import type { Settings } from './settings.ts';
import words from './words.json' with { type: 'json' };

const Order = z.object({
  external_id: z.string().min(1).max(60),
  items: z.array(z.object({ sku: z.string(), quantity: z.number().int() })).min(1),
});

const Options = z.object({});

/** Orders as Copernicus sends them, and with quantities below zero what was canceled or came back of them. */
export const orders: Source<Settings> = defineSource<Settings, z.infer<typeof Options>>({
  title: words.sources.orders,
  confidence: 'assumed',
  factsFrom: facts,
  options: Options,
  samples: samplesOf(samples.orders),
  pushed: true,
  read: (context, _options, cursor) => readArrived(context, undefined, cursor),
  cursorAt: (_options, from, until) => arrivedCursorAt(from, until),
});

const refused = (code: string) => new PermanentError({ problem: { code: `winkelstraat.${code}`, params: {} } });

function read({ body }: HookDelivery): Arrival {
  const order = keeping(Order).safeParse(jsonOf(body));
  if (!order.success) throw refused('unreadable');
  const { view, body: document } = order.data;
  const what = view.items.map(({ sku, quantity }) => `${quantity} × ${sku}`).join(', ');
  // The same order again is a repeat; other content under its number is a cancellation or a return.
  return {
    ...{ eventId: null, changedAt: null },
    record: { key: view.external_id, title: line(view.external_id, what), body: document },
  };
}

function jsonOf(body: Buffer): unknown {
  try {
    return parse(body.toString('utf8'), { protoAction: 'remove', constructorAction: 'remove' });
  } catch {
    throw refused('unreadable');
  }
}

/** A plain shared key in a header, as Winkelstraat's own messages have it (reported); that Copernicus does the same is assumed. */
export const receiving: Receiving<Settings> = {
  verify({ ordersKey }, { headers }) {
    const [given, wanted] = [Buffer.from(headers['x-api-key'] ?? ''), Buffer.from(ordersKey)];
    if (wanted.length < 16) throw refused('no-orders-key');
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) throw refused('orders-key-wrong');
  },
  read: (_settings, delivery) => read(delivery),
  howToSend: () => words.howToSend,
  sample({ ordersKey }, no) {
    const order: Json = { ...samples.orders[0]?.body, external_id: `SAMPLE-${no}` };
    return {
      headers: { 'content-type': 'application/json', 'x-api-key': ordersKey },
      body: Buffer.from(JSON.stringify(order)),
    };
  },
};
