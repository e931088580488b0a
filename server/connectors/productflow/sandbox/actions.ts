import * as z from 'zod';
import { PermanentError } from '#server/errors.ts';
import type { Document } from '#server/sandboxes/kit/many.ts';
import type { Place, VendorAction } from '#server/sandboxes/kit/vendor-sandbox.ts';
import { field } from '../../form.ts';
import words from '../words.json' with { type: 'json' };
import { lineOf, marketplaces, numberOf, orderList, skuOf, statusOf } from './orders.ts';
import { putProduct } from './products.ts';
import { cancel, orderOf } from './routes.ts';

const { inputs, actions: titles, moneyUnits } = { ...words.sandbox, moneyUnits: words.settings.moneyUnits };
const named = (name: string) => ({ en: name, nl: name, de: name, fr: name });

const PlaceOrder = z.object({
  sku: field(z.string().trim().min(1).max(100).default('SKU-001'), inputs.sku),
  quantity: field(z.number().int().min(1).max(1000).default(1), inputs.quantity),
  marketplace: field(z.enum(marketplaces.map(({ name }) => name)).default('bol.com NL'), {
    ...inputs.marketplace,
    choices: Object.fromEntries(marketplaces.map(({ name }) => [name, named(name)])),
  }),
  cancelled: field(z.boolean().default(false), inputs.cancelled),
});

const placeOrder: VendorAction = {
  title: titles.placeOrder,
  input: PlaceOrder,
  run(place, input) {
    const { sku, quantity, marketplace: name, cancelled } = PlaceOrder.parse(input);
    const view = place.view('orders');
    const number = view.add(place.now);
    const at = Number(number) - orderList.firstNumber;
    const { id } = marketplaces.find((it) => it.name === name) ?? { id: 0 };
    const ware = Math.max(
      0,
      [0, 1, 2, 3, 4, 5, 6, 7].findIndex((it) => skuOf(it) === sku),
    );
    const status = cancelled ? 'cancelled' : 'open';
    view.change(
      number,
      { marketplace: { id, name }, status, lines: [{ ...lineOf(at, 0, ware), sku, quantity }] },
      place.now,
    );
    return { key: `PF-${number}` };
  },
};

const AnOrder = z.object({ order: field(z.string().trim().max(50).default(''), inputs.order) });

/** The one that is named, or the newest that nobody has shipped or cancelled. */
function chosen(place: Place, order: string): Document {
  const view = place.view('orders');
  const isAlive = (status: unknown) => status === 'open' || status === 'accepted';
  const alive = view.select(null, (at, changed) => isAlive(changed?.status ?? statusOf(at)));
  const found = order === '' ? alive.slice(Math.max(0, alive.count - 1), alive.count)[0] : orderOf(place, order);
  if (found) return found;
  throw new PermanentError({ problem: { code: 'productflow.not-in-demo', params: { order } } });
}

const cancelOrder: VendorAction = {
  title: titles.cancelOrder,
  input: AnOrder,
  run(place, input) {
    const order = chosen(place, AnOrder.parse(input).order);
    cancel(place, String(order.identifier));
    return { key: String(order.identifier) };
  },
};

/** The shop's own people ship it; what a flow ships comes in by the API. */
const shipOrder: VendorAction = {
  title: titles.shipOrder,
  input: AnOrder,
  run(place, input) {
    const order = chosen(place, AnOrder.parse(input).order);
    place.view('orders').change(numberOf(String(order.identifier)), { status: 'shipped' }, place.now);
    return { key: String(order.identifier) };
  },
};

const ChangeProduct = z.object({
  sku: field(z.string().trim().min(1).max(100).default('SKU-001'), inputs.sku),
  title: field(z.string().trim().min(1).max(200).default('Kruk eiken, geolied'), inputs.title),
});

const changeProduct: VendorAction = {
  title: titles.changeProduct,
  input: ChangeProduct,
  run(place, input) {
    const { sku, title } = ChangeProduct.parse(input);
    putProduct(place, sku, { title });
    return { key: sku };
  },
};

const ChangeRules = z.object({
  moneyUnit: field(z.enum(['cents', 'decimal']).default('cents'), { ...inputs.moneyUnit, choices: moneyUnits }),
  strictCarriers: field(z.boolean().default(true), inputs.strictCarriers),
  lagMinutes: field(z.number().int().min(0).max(60).default(0), inputs.lagMinutes),
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
  'cancel-order': cancelOrder,
  'ship-order': shipOrder,
  'change-product': changeProduct,
  'change-rules': changeRules,
};
