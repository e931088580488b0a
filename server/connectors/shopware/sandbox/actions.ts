import * as z from 'zod';
import type { Words } from '#flows/words.ts';
import { PermanentError } from '#server/errors.ts';
import type { Document } from '#server/sandboxes/kit/many.ts';
import type { Place, VendorAction } from '#server/sandboxes/kit/vendor-sandbox.ts';
import { field } from '../../form.ts';
import words from '../words.json' with { type: 'json' };
import catalogue from './catalogue.json' with { type: 'json' };
import { addOrder, changePart, type Machine, setState, stateOf } from './orders.ts';
import { changeProduct, listOf, productsWith } from './world.ts';

const { inputs, actions: titles } = words.sandbox;

const named = (name: string): Words => ({ en: name, nl: name, de: name, fr: name });
const ware = () =>
  field(z.enum(catalogue.wares.map(({ number }) => number)).default('TAS-ROOD'), {
    ...inputs.productNumber,
    choices: Object.fromEntries(catalogue.wares.map(({ number, name }) => [number, named(name)])),
  });
const number = () => field(z.string().trim().max(40).default(''), inputs.orderNumber);

const unknown = (number: string) =>
  new PermanentError({ problem: { code: 'shopware.order-unknown', params: { order: number } } });

/** The order with this number; without one the newest that fits. Where none does, a new one is placed. */
function chosen(place: Place, wanted: string, suits: (order: Document) => boolean): Document {
  const view = place.view('orders');
  if (wanted !== '') {
    const found = view.byNumber(wanted);
    if (found) return found;
    throw unknown(wanted);
  }
  for (let nth = view.total - 1; nth >= 0; nth -= 1) {
    const order = view.byNumber(String(10_001 + nth));
    if (order && suits(order)) return order;
  }
  return addOrder(place, [{ number: 'TAS-ROOD', quantity: 1 }], false);
}

const PlaceOrder = z.object({
  productNumber: ware(),
  quantity: field(z.number().int().min(1).max(100).default(2), inputs.quantity),
  paid: field(z.boolean().default(true), inputs.paid),
});

const placeOrder: VendorAction = {
  title: titles.placeOrder,
  input: PlaceOrder,
  run(place, input) {
    const { productNumber, quantity, paid } = PlaceOrder.parse(input);
    return { key: String(addOrder(place, [{ number: productNumber, quantity }], paid).orderNumber) };
  },
};

const OneOrder = z.object({ orderNumber: number() });

/** Brings a part of an order to a state by hand, as somebody in the shop's administration does. */
const byHand = (title: Words, machine: Machine, to: string, from: string[]): VendorAction => ({
  title,
  input: OneOrder,
  run(place, input) {
    const partOf = (order: Document) =>
      machine === 'order' ? order : listOf(machine === 'order_delivery' ? order.deliveries : order.transactions).at(-1);
    const suits = (order: Document) => from.includes(stateOf(partOf(order) ?? {})) && stateOf(order) !== 'cancelled';
    const order = chosen(place, OneOrder.parse(input).orderNumber, suits);
    const part = partOf(order);
    if (!part) throw unknown(String(order.orderNumber));
    if (machine === 'order_delivery') {
      changePart(place, machine, { order, part }, { trackingCodes: ['3SHAND0000001'] });
      const again = place.view('orders').byNumber(String(order.orderNumber)) ?? order;
      setState(place, machine, { order: again, part: partOf(again) ?? part }, to);
    } else setState(place, machine, { order, part }, to);
    return { key: String(order.orderNumber) };
  },
});

const ChangeStock = z.object({
  productNumber: ware(),
  stock: field(z.number().int().min(0).max(1_000_000).default(25), inputs.stock),
});

const changeStock: VendorAction = {
  title: titles.changeStock,
  input: ChangeStock,
  run(place, input) {
    const { productNumber, stock } = ChangeStock.parse(input);
    const [product] = productsWith(place, [productNumber]);
    if (product) changeProduct(place, product, { stock });
    return { key: productNumber };
  },
};

const ChangeRules = z.object({
  version: field(z.string().trim().min(3).max(20).default('6.6.10.0'), inputs.version),
  maxLimit: field(z.number().int().min(1).max(5000).default(500), inputs.maxLimit),
});

const changeRules: VendorAction = {
  title: titles.changeRules,
  input: ChangeRules,
  run(place, input) {
    Object.assign(place.world.rules, ChangeRules.parse(input));
    return { key: 'rules' };
  },
};

export const actions = {
  'place-order': placeOrder,
  'pay-order': byHand(titles.payOrder, 'order_transaction', 'paid', ['open']),
  'ship-order': byHand(titles.shipOrder, 'order_delivery', 'shipped', ['open']),
  'cancel-order': byHand(titles.cancelOrder, 'order', 'cancelled', ['open', 'in_progress']),
  'change-stock': changeStock,
  'change-rules': changeRules,
};
