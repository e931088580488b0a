import * as z from 'zod';
import type { Words } from '#flows/words.ts';
import type { SandboxAction } from '#server/sandboxes/sandbox.ts';
import { field } from '../../form.ts';
import words from '../words.json' with { type: 'json' };
import catalogue from './catalogue.json' with { type: 'json' };
import { offerCount, referenceOf, setStock } from './offers.ts';
import { change, isOpen, itemsOf, methodOf, openOf, orderCount, orderIdOf, orderNo } from './orders.ts';
import { nothingLike, open, type World } from './world.ts';

const { inputs, actions: titles } = words.sandbox;

const named = (name: string): Words => ({ en: name, nl: name, de: name, fr: name });
const sku = () =>
  field(z.enum(catalogue.articles.map((it) => it.sku)).default('TAS-ROOD'), {
    ...inputs.sku,
    choices: Object.fromEntries(catalogue.articles.map((it) => [it.sku, named(it.title)])),
  });
const order = () => field(z.string().trim().max(20).default(''), inputs.order);
const offerOf = (wanted: string) =>
  Math.max(
    0,
    catalogue.articles.findIndex((it) => it.sku === wanted),
  );

const PlaceOrder = z.object({
  sku: sku(),
  quantity: field(z.number().int().min(1).max(100).default(1), inputs.quantity),
  second: field(z.boolean().default(false), inputs.second),
});

const placeOrder: SandboxAction<World> = {
  title: titles.placeOrder,
  input: PlaceOrder,
  run(world, input, now) {
    const { sku: wanted, quantity, second } = PlaceOrder.parse(input);
    open(world, now);
    const offer = offerOf(wanted);
    const also = { offer: (offer + 1) % catalogue.articles.length, quantity: 1 };
    const buyer = world.placed.length % catalogue.buyers.length;
    world.placed.push({ at: now.toISOString(), buyer, lines: [{ offer, quantity }, ...(second ? [also] : [])] });
    return { key: orderIdOf(orderCount(world) - 1) };
  },
};

const OneOrder = z.object({ order: order() });

/** Does something to the open items of an order: the one named, else the newest open one. */
const onOpenItems = (
  title: Words,
  does: (item: ReturnType<typeof itemsOf>[number]) => Parameters<typeof change>[2],
): SandboxAction<World> => ({
  title,
  input: OneOrder,
  run(world, input, now) {
    const no = chosen(open(world, now), OneOrder.parse(input).order);
    for (const item of itemsOf(world, no)) if (openOf(item) > 0) change(world, item, does(item), now);
    return { key: orderIdOf(no) };
  },
});

function chosen(world: World, wanted: string): number {
  if (wanted !== '') return orderNo(world, wanted) ?? nothingLike(wanted);
  for (let no = orderCount(world) - 1; no >= 0; no -= 1)
    if (methodOf(world, no) === 'FBR' && isOpen(itemsOf(world, no))) return no;
  return nothingLike('');
}

const ChangeStock = z.object({ sku: sku(), stock: field(z.number().int().min(0).max(999).default(10), inputs.stock) });

const changeStock: SandboxAction<World> = {
  title: titles.changeStock,
  input: ChangeStock,
  run(world, input, now) {
    const { sku: wanted, stock } = ChangeStock.parse(input);
    const number = offerOf(wanted);
    if (number >= offerCount(open(world, now))) nothingLike(wanted);
    setStock(world, number, { amount: stock }, now);
    return { key: referenceOf(number) || wanted };
  },
};

const failNext: SandboxAction<World> = {
  title: titles.failNext,
  input: z.object({}),
  run(world) {
    world.mood.failNext = true;
    return { key: 'failNext' };
  },
};

const TakeTime = z.object({ seconds: field(z.number().int().min(0).max(10_800).default(60), inputs.seconds) });

const takeTime: SandboxAction<World> = {
  title: titles.takeTime,
  input: TakeTime,
  run(world, input) {
    world.mood.seconds = TakeTime.parse(input).seconds;
    return { key: 'takeTime' };
  },
};

export const actions = {
  'place-order': placeOrder,
  'ask-to-cancel': onOpenItems(titles.askToCancel, () => ({ asked: true })),
  'cancel-order': onOpenItems(titles.cancelOrder, (item) => ({
    cancelled: item.cancelled + openOf(item),
    asked: false,
  })),
  'ship-order': onOpenItems(titles.shipOrder, (item) => ({ shipped: item.shipped + openOf(item), asked: false })),
  'change-stock': changeStock,
  'fail-next': failNext,
  'take-time': takeTime,
};
