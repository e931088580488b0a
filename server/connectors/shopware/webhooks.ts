import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { parse } from 'secure-json-parse';
import * as z from 'zod';
import { PermanentError } from '#server/errors.ts';
import type { Arrival, HookDelivery, Receiving } from '../connector.ts';
import samples from './samples.json' with { type: 'json' };
import type { Settings } from './settings.ts';
import words from './words.json' with { type: 'json' };

/** Orders have drafts in other versions; only this one counts (documented). */
const liveVersion = '0fa91ce3e96a4bc2be4bd9ce752c3425';

const Change = z.looseObject({
  entity: z.string(),
  operation: z.string().optional(),
  primaryKey: z.union([z.string(), z.record(z.string(), z.string())]),
  versionId: z.string().nullish(),
});

/**
 * What Shopware sends (documented): of `order.written` which orders changed, and of an event of the flow builder, such as
 * `checkout.order.placed`, the order itself under `payload.order`.
 */
export const Event = z
  .looseObject({
    data: z.looseObject({
      event: z.string(),
      payload: z.union([z.array(Change), z.looseObject({ order: z.looseObject({ id: z.string() }) })]),
    }),
    source: z.looseObject({ eventId: z.string().optional() }).default({}),
    timestamp: z.number().optional(),
  })
  .catchall(z.json());
type Event = z.infer<typeof Event>;

export function orderIdsIn({ data: { payload } }: Event): string[] {
  if (!Array.isArray(payload)) return [payload.order.id];
  return payload.flatMap(({ entity, operation, primaryKey, versionId }) =>
    entity === 'order' && operation !== 'delete' && (versionId ?? liveVersion) === liveVersion
      ? [typeof primaryKey === 'string' ? primaryKey : (primaryKey.id ?? [])].flat()
      : [],
  );
}

const refused = (code: string, cause?: unknown) => new PermanentError({ problem: { code, params: {} }, cause });
const macOf = (secret: string, body: Buffer) => createHmac('sha256', secret).update(body).digest();

/**
 * Webhooks of a plain integration carry no signature at all (documented): the address is the secret, and what comes only
 * tells which order to fetch. Those of an app are signed with the secret that it agreed with the shop.
 */
function verify({ appSecret }: Settings, { headers, body }: HookDelivery): void {
  if (appSecret === '') return;
  const given = Buffer.from(headers['shopware-shop-signature'] ?? '', 'hex');
  const wanted = macOf(appSecret, body);
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) throw refused('shopware.wrong-signature');
}

/** The event's id stays the same when it is sent again (documented). */
function read(_settings: Settings, { body }: HookDelivery): Arrival {
  const event = eventIn(body);
  const ids = orderIdsIn(event);
  const hash = createHash('sha256').update(body).digest('hex');
  const key = ids[0] ?? hash;
  const eventId = event.source.eventId ?? null;
  return { eventId, record: { key, title: event.data.event, body: z.json().parse(event) }, changedAt: null };
}

function eventIn(body: Buffer): Event {
  try {
    return Event.parse(parse(body.toString('utf8'), { protoAction: 'remove', constructorAction: 'remove' }));
  } catch (cause) {
    throw refused('shopware.unreadable-webhook', cause);
  }
}

const sampleOrder = z.object({ id: z.string() }).parse(samples.orders[0]?.body).id;

/** The webhook for an order, as Shopware sends it when the order was changed. */
export const writtenEvent = (id: string, no: number, now: Date) => ({
  data: {
    payload: [
      { entity: 'order', operation: 'update', primaryKey: id, updatedFields: ['stateId'], versionId: liveVersion },
    ],
    event: 'order.written',
  },
  source: { url: 'https://shop.example', eventId: createHash('md5').update(`${id}:${no}`).digest('hex') },
  timestamp: Math.floor(now.getTime() / 1000),
});

export const receiving: Receiving<Settings> = {
  verify,
  read,
  sample({ appSecret }, no, now) {
    const body = Buffer.from(JSON.stringify(writtenEvent(sampleOrder, no, now)));
    const signed = appSecret === '' ? {} : { 'shopware-shop-signature': macOf(appSecret, body).toString('hex') };
    return { headers: { 'content-type': 'application/json', 'sw-version': '6.6.10.0', ...signed }, body };
  },
  howToSend: () => words.howToSend,
};
