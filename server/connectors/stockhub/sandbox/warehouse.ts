import * as z from 'zod';
import type { Document } from '#server/sandboxes/kit/many.ts';
import type { Place } from '#server/sandboxes/kit/vendor-sandbox.ts';
import { channelOf, skuOf } from './lists.ts';

/** The number in the list of an article; one that was sent here has its own line in the index. */
export function numberOfSku(place: Place, sku: string): string | null {
  const seeded = /^SKU-(\d{3,})$/.exec(sku)?.[1];
  const number = place.world.index[`article ${sku}`] ?? (seeded && String(Number(seeded)));
  return number !== undefined && place.view('articles').byNumber(number)?.sku === sku ? number : null;
}

export function changeArticle(place: Place, sku: string, change: (article: Document) => Document): boolean {
  const number = numberOfSku(place, sku);
  const article = number === null ? null : place.view('articles').byNumber(number);
  if (number === null || !article) return false;
  return place.view('articles').change(number, { ...change(article), updated_at: place.now.toISOString() }, place.now);
}

export function addArticle(place: Place, fields: Document) {
  const view = place.view('articles');
  const number = view.add(place.now);
  const empty = { ean: null, physical: 0, reserved: 0, inbound: 0, safety_stock: 0 };
  view.change(number, { ...empty, ...fields, updated_at: place.now.toISOString() }, place.now);
  place.world.index[`article ${fields.sku}`] = number;
}

const Lines = z.array(z.looseObject({ sku: z.string(), quantity: z.number() }));
export const linesOf = ({ lines = [] }: Document) => Lines.parse(lines);

export function changeOrder(place: Place, number: string, fields: Document): boolean {
  return place.view('orders').change(number, { ...fields, updated_at: place.now.toISOString() }, place.now);
}

/** Reserves what an order asks for; more than there is makes it a backorder. */
export function takeOrder(place: Place, given: Document): Document {
  const view = place.view('orders');
  const short = linesOf(given).some(({ sku, quantity }) => {
    const article = place.view('articles').byNumber(numberOfSku(place, sku) ?? '');
    return !article || Number(article.physical) - Number(article.reserved) < quantity;
  });
  const number = view.add(place.now);
  const status = given.snoozed_until ? 'snoozed' : short ? 'backorder' : 'new';
  changeOrder(place, number, { comment: null, ...given, status, created_at: place.now.toISOString() });
  place.world.index[`order ${given.channel_id}/${given.reference}`] = number;
  for (const { sku, quantity } of linesOf(given))
    changeArticle(place, sku, ({ reserved }) => ({ reserved: Number(reserved) + quantity }));
  return view.byNumber(number) ?? {};
}

export function shipOrder(place: Place, order: Document, carrier: string): Document {
  const view = place.view('shipments');
  const number = view.add(place.now);
  const at = place.now.toISOString();
  const { id = null, reference = null, lines = [] } = order;
  view.change(
    number,
    { order_id: id, reference, channel: channelOf(order.channel_id), carrier, lines, shipped_at: at, updated_at: at },
    place.now,
  );
  changeOrder(place, String(id), { status: 'shipped' });
  for (const { sku, quantity } of linesOf(order))
    changeArticle(place, sku, ({ physical, reserved }) => ({
      ...{ physical: Number(physical) - quantity, reserved: Math.max(0, Number(reserved) - quantity) },
    }));
  return view.byNumber(number) ?? {};
}

export function cancelOrder(place: Place, order: Document) {
  changeOrder(place, String(order.id), { status: 'cancelled' });
  for (const { sku, quantity } of linesOf(order))
    changeArticle(place, sku, ({ reserved }) => ({ reserved: Math.max(0, Number(reserved) - quantity) }));
}

export const someSku = skuOf(0);
