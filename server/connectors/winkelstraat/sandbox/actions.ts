import * as z from 'zod';
import { PermanentError } from '#server/errors.ts';
import type { Document } from '#server/sandboxes/kit/many.ts';
import type { Place, VendorAction } from '#server/sandboxes/kit/vendor-sandbox.ts';
import { field } from '../../form.ts';
import words from '../words.json' with { type: 'json' };
import { demo } from './demo.ts';
import { externalId } from './lists.ts';
import { productAt } from './products.ts';

const { inputs, actions: titles } = words.sandbox;

/** Sends an order to where the merchant wants them; without such a place it waits for nobody. */
function send(place: Place, body: Document) {
  const { ordersTo } = place.world.rules;
  if (typeof ordersTo !== 'string' || ordersTo === '') return;
  place.post({ url: ordersTo, headers: { 'x-api-key': demo.ordersKey }, body });
}

const PlaceOrder = z.object({
  sku: field(z.string().trim().min(1).max(100).default('JURK-BLAUW-S'), inputs.sku),
  quantity: field(z.number().int().min(1).max(99).default(1), inputs.quantity),
});

const placeOrder: VendorAction = {
  title: titles.placeOrder,
  input: PlaceOrder,
  run(place, input) {
    const { sku, quantity } = PlaceOrder.parse(input);
    const view = place.view('orders');
    const number = view.add(place.now);
    const product = productAt(place, sku);
    const price = Number(product?.sale_price ?? product?.price ?? 89.95);
    const items = [{ sku, name: product?.title ?? sku, quantity, price_inc_tax: price, vat_rate: 21 }];
    view.change(number, { items, total_inc_tax: Math.round(price * quantity * 100) / 100 }, place.now);
    send(place, view.byNumber(number) ?? {});
    return { key: externalId(number) };
  },
};

const AnOrder = z.object({ order: field(z.string().trim().max(60).default(''), inputs.order) });

const resendOrder: VendorAction = {
  title: titles.resendOrder,
  input: AnOrder,
  run(place, input) {
    const { order: wanted } = AnOrder.parse(input);
    const view = place.view('orders');
    const [newest] = view.slice(null, Math.max(0, view.total - 1), view.total);
    const order = wanted === '' ? newest : view.byNumber(String(Number(wanted.replace('WS-', ''))));
    if (order) send(place, order);
    else if (wanted !== '')
      throw new PermanentError({ problem: { code: 'winkelstraat.not-in-demo', params: { order: wanted } } });
    return { key: String(order?.external_id ?? '') };
  },
};

const SetAddress = z.object({ address: field(z.string().trim().max(2000).default(''), inputs.address) });

const setAddress: VendorAction = {
  title: titles.setAddress,
  input: SetAddress,
  run(place, input) {
    place.world.rules.ordersTo = SetAddress.parse(input).address;
    return { key: 'address' };
  },
};

export const actions = { 'place-order': placeOrder, 'resend-order': resendOrder, 'set-orders-address': setAddress };
