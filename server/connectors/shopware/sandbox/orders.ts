import type { Document } from '#server/sandboxes/kit/many.ts';
import type { Place } from '#server/sandboxes/kit/vendor-sandbox.ts';
import catalogue from './catalogue.json' with { type: 'json' };
import { type Ordered, orderOf } from './order-document.ts';
import { idOf, listOf, moveStock, numberIn, taxId, textsOf } from './world.ts';

export function addOrder(place: Place, lines: Ordered[], paid: boolean): Document {
  const view = place.view('orders');
  const [nth, created] = [view.total, place.now.toISOString()];
  const number = view.add(place.now);
  const order = orderOf({ number: Number(number), place: nth, at: created, lines, paid, shipped: false });
  view.change(number, order, place.now);
  for (const { number: ware, quantity } of lines) moveStock(place, ware, -quantity);
  return order;
}

const partNames = { order: null, order_delivery: 'deliveries', order_transaction: 'transactions' } as const;
export type Machine = keyof typeof partNames;

/** The order that an order's, a delivery's or a transaction's id belongs to, and that part of it. */
export function partById(place: Place, machine: Machine, id: string): { order: Document; part: Document } | null {
  const kind = ({ order: 'order', order_delivery: 'delivery', order_transaction: 'transaction' } as const)[machine];
  const number = numberIn(kind, id);
  const order = number === null ? null : place.view('orders').byNumber(String(number));
  const name = partNames[machine];
  const part = order && name ? listOf(order[name]).find((it) => it.id === id) : order;
  return order && part ? { order, part } : null;
}

/** Changes an order or a part of it; only what changed gets the new moment. */
export function changePart(
  place: Place,
  machine: Machine,
  { order, part }: { order: Document; part: Document },
  fields: Document,
) {
  const news = { ...fields, updatedAt: place.now.toISOString() };
  const name = partNames[machine];
  const parts = name ? listOf(order[name]).map((it) => (it.id === part.id ? { ...it, ...news } : it)) : null;
  place
    .view('orders')
    .change(String(order.orderNumber), { ...order, ...(name && parts ? { [name]: parts } : news) }, place.now);
}

export const stateOf = (part: Document) => String(textsOf(part.stateMachineState).technicalName);

/** A cancelled order gives its stock back, one that is opened again takes it (documented). */
export function setState(place: Place, machine: Machine, found: { order: Document; part: Document }, to: string) {
  const from = stateOf(found.part);
  const stateMachineState = { ...textsOf(found.part.stateMachineState), technicalName: to, name: to.replace('_', ' ') };
  changePart(place, machine, found, { stateMachineState });
  if (machine === 'order' && from !== to && [from, to].includes('cancelled'))
    for (const { type, payload, quantity } of listOf(found.order.lineItems))
      if (type === 'product')
        moveStock(place, String(textsOf(payload).productNumber), Number(quantity) * (to === 'cancelled' ? 1 : -1));
  return stateMachineState;
}

export const taxes = catalogue.taxes.map(
  (taxRate): Document => ({ id: taxId(taxRate), taxRate, name: `${taxRate} %` }),
);
export const channels = catalogue.salesChannels.map((name, nth): Document => ({ id: idOf('channel', nth + 1), name }));
