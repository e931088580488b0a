import * as z from 'zod';
import type { Words } from '#flows/words.ts';
import type { SandboxAction } from '#server/sandboxes/sandbox.ts';
import { field } from '../../form.ts';
import words from '../words.json' with { type: 'json' };
import catalogue from './catalogue.json' with { type: 'json' };
import { idOf } from './ids.ts';
import { addOrder, isOpen, keepNew, orderAt, orderCount, setStatus } from './orders.ts';
import { changeStock, productsWhere, stockOf } from './products.ts';
import { shipmentFor } from './routes.ts';
import { nothingLike, type Order, open, shops, type World } from './world.ts';

const { inputs, actions: titles } = words.sandbox;

const named = (name: string): Words => ({ en: name, nl: name, de: name, fr: name });
const choicesOf = (names: [string, string][]) => Object.fromEntries(names.map(([id, name]) => [id, named(name)]));
const order = () => field(z.string().trim().max(40).default(''), inputs.order);
const sku = () =>
  field(z.enum(catalogue.articles.map((it) => it.sku)).default('TAS-ROOD'), {
    ...inputs.sku,
    choices: choicesOf(catalogue.articles.map((it) => [it.sku, it.name])),
  });

/** The order with this number, its own or the shop's; without one the newest open order. */
function chosen(world: World, wanted: string): Order {
  for (let no = orderCount(world) - 1; no >= 0; no -= 1) {
    const found = orderAt(world, no);
    const fits = wanted === '' || found?.number === wanted || found?.origin.number === wanted;
    if (found && fits && isOpen(found)) return found;
  }
  return nothingLike(wanted);
}

const PlaceOrder = z.object({
  sku: sku(),
  quantity: field(z.number().int().min(1).max(100).default(2), inputs.quantity),
});

const placeOrder: SandboxAction<World> = {
  title: titles.placeOrder,
  input: PlaceOrder,
  run(world, input, now) {
    const { sku: wanted, quantity } = PlaceOrder.parse(input);
    const [found] = productsWhere(open(world, now), (product) => product.sku === wanted);
    const { _id: product_id, name } = found?.product ?? nothingLike(wanted);
    const number = `HAND-${orderCount(world) + 1}`;
    const made = {
      ...{ shop_id: shops[1]?._id ?? '', status: 'ready-to-pick', type_of_goods: 'commercial-goods' },
      ...{ client_id: idOf('client', 1), client_info: { name: 'Klant 1', city: 'Gent', country: 'BE' } },
      ...{ order_items: [{ product_id, sku: wanted, name, quantity }], origin: { id: number, number }, notes: '' },
    };
    return { key: addOrder(world, made, now).number };
  },
};

const CompleteOrder = z.object({
  order: order(),
  carrier: field(z.enum(catalogue.carriers).default('PostNL'), {
    ...inputs.carrier,
    choices: choicesOf(catalogue.carriers.map((name) => [name, name])),
  }),
  tracking: field(z.string().trim().max(60).default(''), inputs.tracking),
});

const completeOrder: SandboxAction<World> = {
  title: titles.completeOrder,
  input: CompleteOrder,
  run(world, input, now) {
    const { order: wanted, carrier, tracking } = CompleteOrder.parse(input);
    const found = chosen(open(world, now), wanted);
    const code = tracking || `3SDEMO${String(world.shipments.length + 1).padStart(7, '0')}`;
    world.shipments.push(shipmentFor(found._id, world.shipments.length, carrier, code));
    setStatus(world, found, 'complete', now);
    return { key: found.number };
  },
};

const OneOrder = z.object({ order: order() });

const toOrder = (title: Words, does: (world: World, order: Order, now: Date) => void): SandboxAction<World> => ({
  title,
  input: OneOrder,
  run(world, input, now) {
    const found = chosen(open(world, now), OneOrder.parse(input).order);
    does(world, found, now);
    return { key: found.number };
  },
});

/** One part keeps the order's number, the other gets a mark behind it; both carry the shop's number (assumed). */
function split(world: World, whole: Order, now: Date) {
  const [first, ...others] = whole.order_items;
  if (!first || (others.length === 0 && first.quantity < 2)) nothingLike(whole.number);
  const half = Math.floor(first.quantity / 2);
  const [here, there] =
    others.length > 0
      ? [[first], others]
      : [[{ ...first, quantity: first.quantity - half }], [{ ...first, quantity: half }]];
  const at = now.toISOString();
  world.orders[whole._id] = { ...whole, order_items: here, updated_at: at };
  const part = { ...whole, _id: idOf('order', orderCount(world)), number: `${whole.number}-2`, order_items: there };
  keepNew(world, { ...part, created_at: at, updated_at: at });
}

const ChangeStock = z.object({ sku: sku(), stock: field(z.number().int().min(0).default(25), inputs.stock) });

const countStock: SandboxAction<World> = {
  title: titles.changeStock,
  input: ChangeStock,
  run(world, input, now) {
    const { sku: wanted, stock } = ChangeStock.parse(input);
    const [found] = productsWhere(open(world, now), (product) => product.sku === wanted);
    const { product, number } = found ?? nothingLike(wanted);
    changeStock(world, product._id, { inStock: stock - stockOf(world, product, number).inStock }, now);
    return { key: wanted };
  },
};

const SetWebhook = z.object({ address: field(z.string().trim().max(2000).default(''), inputs.address) });

/** For changes of stock alone; without an address there is none any more. */
const setWebhook: SandboxAction<World> = {
  title: titles.setWebhook,
  input: SetWebhook,
  run(world, input) {
    const { address } = SetWebhook.parse(input);
    if (address === '') delete world.webhook;
    else world.webhook = { address, outgoing: [] };
    return { key: 'webhook' };
  },
};

export const actions = {
  'complete-order': completeOrder,
  'cancel-order': toOrder(titles.cancelOrder, (world, it, now) => setStatus(world, it, 'canceled', now)),
  'split-order': toOrder(titles.splitOrder, split),
  'delete-order': toOrder(titles.deleteOrder, (world, it) => void world.deleted.push(it._id)),
  'place-order': placeOrder,
  'change-stock': countStock,
  'set-webhook': setWebhook,
};
