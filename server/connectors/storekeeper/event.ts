import { timingSafeEqual } from 'node:crypto';
import { parse } from 'secure-json-parse';
import * as z from 'zod';
import { PermanentError } from '#server/errors.ts';
import type { Arrival, HookDelivery, Json } from '../connector.ts';
import { momentOf } from './api.ts';
import type { Settings } from './settings.ts';

const Event = z.object({
  id: z.coerce.number(),
  event: z.string(),
  details: z.json().optional(),
  date: z.string().optional(),
});
export type Event = z.infer<typeof Event>;

const Delivery = z.object({ action: z.string().min(1), payload: z.json().optional() });
const Events = z.object({
  backref: z.string(),
  date_newest: z.string().optional(),
  events: z.record(z.string(), Event),
});

/** What an arrival keeps: of what it tells, and what happened, oldest first. */
export const Happened = z.object({ entity: z.string(), id: z.string(), events: z.array(Event) });

const refused = (code: string, params: Record<string, string> = {}) =>
  new PermanentError({ problem: { code: `storekeeper.${code}`, params } });

/** A shared secret in a header: no signature, no time (known). Compared so that its length of agreement does not show. */
export function verify({ hookToken }: Settings, { headers }: HookDelivery): void {
  const [given, wanted] = [Buffer.from(headers.upxhooktoken ?? ''), Buffer.from(hookToken)];
  if (wanted.length < 16) throw refused('no-hook-token');
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) throw refused('hook-not-trusted');
}

const Handed = z.object({
  action: z.literal('init'),
  payload: z.object({
    api_url: z.url({ protocol: /^https?$/ }),
    sync_auth: z.object({
      ...{ account: z.string().min(1), subaccount: z.string().min(1) },
      ...{ user: z.string().min(1), apikey: z.string().min(1) },
    }),
  }),
});

/**
 * The keys that a channel is given when it is connected (known). Once they are there, another account's are not taken: whoever
 * knows the shared secret could otherwise have everything sent elsewhere.
 */
export function handedOver(settings: Settings, { body }: HookDelivery): Partial<Settings> | null {
  const given = Handed.safeParse(jsonOf(body));
  if (!given.success) return null;
  const { api_url: apiUrl, sync_auth } = given.data.payload;
  const { account, subaccount, user, apikey: apiKey } = sync_auth;
  const isSame = settings.account === account && settings.apiUrl === apiUrl;
  if (settings.apiKey !== '' && !isSame) throw refused('connected-already', { account: settings.account });
  return { apiUrl, account, subaccount, user, apiKey };
}

/** What tells of the connection itself (it was made, looked at, ended) is heard and not kept. */
const ofTheConnection = ['init', 'info', 'sso', 'disconnect', 'deactivated'];

/**
 * One request tells of one thing, in `backref`. Its events stand in an object by their ids, newest first (known), which JSON
 * readers put in another order; here they are sorted by id. Its newest id tells a repeat from something new.
 */
export function readEvents({ body }: HookDelivery): Arrival | null {
  const delivery = Delivery.safeParse(jsonOf(body));
  if (!delivery.success) throw refused('unreadable');
  const { action, payload } = delivery.data;
  if (ofTheConnection.includes(action)) return null;
  if (action !== 'events') throw refused('unknown-action', { action });
  const told = Events.safeParse(payload);
  const subject = /^\w+::(\w+)\(id=(\d+)/.exec(told.data?.backref ?? '');
  if (!told.data || !subject) throw refused('unreadable');
  const [, entity = '', id = ''] = subject;
  const events = Object.values(told.data.events).sort((one, other) => one.id - other.id);
  const newest = events.at(-1);
  const at = newest?.date ?? told.data.date_newest;
  return {
    eventId: newest ? `${entity} ${id} ${newest.id}` : null,
    changedAt: at === undefined ? null : momentOf(at),
    record: { key: `${entity} ${id}`, title: `${entity} ${id}`, body: withoutHoles({ entity, id, events }) },
  };
}

function jsonOf(body: Buffer): unknown {
  try {
    return parse(body.toString('utf8'), { protoAction: 'remove', constructorAction: 'remove' });
  } catch {
    throw refused('unreadable');
  }
}

const withoutHoles = (value: unknown): Json => z.json().parse(JSON.parse(JSON.stringify(value)));

const Own = z.object({ is_own_order_stock_change: z.literal(true) });
const isOwn = ({ event, details }: Event) => event === 'stock_change' && Own.safeParse(details).success;
const isOfStock = ({ event, details }: Event) => event === 'updated' && details === 'orderable_stock_value';

/**
 * Whether all that happened is the echo of this channel's own order (known: telling it on makes stock go round in circles).
 * That the new orderable number beside it is part of the echo is assumed.
 */
export const isEcho = (events: Event[]): boolean =>
  events.some(isOwn) && events.every((it) => isOwn(it) || isOfStock(it));
