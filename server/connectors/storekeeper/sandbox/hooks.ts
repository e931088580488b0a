import * as z from 'zod';
import type { Json } from '#server/connectors/connector.ts';
import type { Place } from '#server/sandboxes/kit/vendor-sandbox.ts';
import { demo } from './demo.ts';
import { written } from './products.ts';

/** Where a connected sales channel wants to hear of things. */
const Channel = z.object({ token: z.string(), webhook_url: z.string() });
type Channel = z.infer<typeof Channel>;

export const codeIn = (text: string): Channel | null => {
  try {
    return Channel.safeParse(JSON.parse(Buffer.from(text, 'base64').toString('utf8'))).data ?? null;
  } catch {
    return null;
  }
};

const send = (place: Place, { token, webhook_url }: Channel, body: Json) =>
  place.post({ url: webhook_url, headers: { upxhooktoken: token }, body });

/** The back office tells a new channel with what it may come in (known). */
export function connect(place: Place, channel: Channel) {
  place.world.rules.channel = channel;
  const { account, subaccount, user, apiKey: apikey } = demo;
  const sync_auth = { account, subaccount, user, apikey, mode: 'apikey', rights: 'subuser' };
  const api_url = `https://api-${account}.storekeepercloud.com/`;
  send(place, channel, { action: 'init', payload: { api_url, sync_auth, shop: { id: 12, name: 'Winkelstraat.nl' } } });
}

type Told = { event: string; details?: Json };

/** Events stand in an object by their ids, the newest first (known). */
export function tell(place: Place, backref: string, happened: Told[]) {
  const channel = Channel.safeParse(place.world.rules.channel).data;
  if (!channel) return;
  const date = written(place.now.toISOString());
  const first = Number(place.world.rules.events ?? 2483) + 1;
  place.world.rules.events = first + happened.length - 1;
  const events = happened.map((it, at) => ({ id: first + at, date, ...it })).reverse();
  const byId = Object.fromEntries(events.map((it) => [String(it.id), it]));
  send(place, channel, { action: 'events', payload: { date_newest: date, backref, events: byId } });
}

/** Stock that changed is told twice: that it did, and what can be ordered now. */
export function tellStock(place: Place, id: string, { isOwnOrder }: { isOwnOrder: boolean }) {
  tell(place, `ShopModule::ShopProduct(id=${id})`, [
    { event: 'stock_change', ...(isOwnOrder && { details: { is_own_order_stock_change: true } }) },
    { event: 'updated', details: 'orderable_stock_value' },
  ]);
}
