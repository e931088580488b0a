import * as z from 'zod';
import type { Words } from '#flows/words.ts';
import type { SandboxAction } from '#server/sandboxes/sandbox.ts';
import { field } from '../../form.ts';
import words from '../words.json' with { type: 'json' };
import catalogue from './catalogue.json' with { type: 'json' };
import { rateIn, taxPrice } from './money.ts';
import { orderDocument, paymentOf, type VendorLine, type VendorOrder } from './order-document.ts';
import { documentOf, ownDocument } from './seed.ts';
import {
  articleOf,
  nothingLike,
  orderOf,
  type StatusName,
  type StoredOrder,
  settle,
  statusNumber,
  type World,
} from './world.ts';

const { inputs, actions: titles, statuses: statusWords } = words.sandbox;

const named = (name: string): Words => ({ en: name, nl: name, de: name, fr: name });
const choicesOf = (names: [string, string][]) => Object.fromEntries(names.map(([id, name]) => [id, named(name)]));
const article = () =>
  field(z.enum(catalogue.articles.map(({ sku }) => sku)).default('TAS-ROOD'), {
    ...inputs.sku,
    choices: choicesOf(catalogue.articles.map(({ sku, name }) => [sku, name])),
  });
const number = () => field(z.string().trim().max(20).default(''), inputs.number);

const PlaceOrder = z.object({
  customer: field(z.enum(catalogue.customers.map(({ email }) => email)).default('sanne@voorbeeld.example'), {
    ...inputs.customer,
    choices: choicesOf(catalogue.customers.map(({ email, name, company }) => [email, company || name])),
  }),
  sku: article(),
  quantity: field(z.number().int().min(1).max(1000).default(1), inputs.quantity),
  paid: field(z.boolean().default(true), inputs.paid),
});

const placeOrder: SandboxAction<World> = {
  title: titles.placeOrder,
  input: PlaceOrder,
  run(world, input, now) {
    const { customer: email, sku, quantity, paid } = PlaceOrder.parse(input);
    const customer = world.customers.find((it) => it.email === email) ?? nothingLike(email);
    const status = paid ? 'paid' : 'new';
    const lines = [{ article: articleOf(settle(world, now), sku), quantity }];
    const document = orderDocument({ number: String(world.nextNumber), customer, status, lines, shipping: 595 });
    world.nextNumber += 1;
    const at = now.toISOString();
    world.orders.push({ number: document.number, placed: at, changed: at, document });
    for (const { article: sold } of lines) if (sold.stock !== null) sold.stock -= quantity;
    return { key: document.number };
  },
};

const OrderNumber = z.object({ number: number() });

/** A payment moves the status too, which is what a reading by status change rests on (assumed). */
const payOrder: SandboxAction<World> = {
  title: titles.payOrder,
  input: OrderNumber,
  run(world, input, now) {
    const order = chosen(
      settle(world, now),
      OrderNumber.parse(input).number,
      ({ payment_status }) => payment_status === 'pending',
    );
    setStatus(order, 'paid', now);
    return { key: order.number };
  },
};

const ChangeStatus = z.object({
  number: number(),
  status: field(z.enum(['new', 'paid', 'shipped', 'cancelled']).default('shipped'), {
    ...inputs.status,
    choices: statusWords,
  }),
});

const changeStatus: SandboxAction<World> = {
  title: titles.changeStatus,
  input: ChangeStatus,
  run(world, input, now) {
    const { number: wanted, status } = ChangeStatus.parse(input);
    const order = chosen(settle(world, now), wanted, (document) => document.status === statusNumber('paid'));
    setStatus(order, status, now);
    return { key: order.number };
  },
};

const repairVat: SandboxAction<World> = {
  title: titles.repairVat,
  input: OrderNumber,
  run(world, input) {
    const order = chosen(world, OrderNumber.parse(input).number, ({ orderlines }) => orderlines.some(lacksVat));
    const document = ownDocument(order);
    for (const line of document.orderlines.filter(lacksVat)) giveVat(line, document, world);
    return { key: order.number };
  },
};

const ChangeStock = z.object({ sku: article(), stock: field(z.number().int().min(0).default(10), inputs.stock) });

const changeStock: SandboxAction<World> = {
  title: titles.changeStock,
  input: ChangeStock,
  run(world, input, now) {
    const { sku, stock } = ChangeStock.parse(input);
    Object.assign(articleOf(world, sku), { stock, changed: now.toISOString() });
    return { key: sku };
  },
};

export const actions = {
  'place-order': placeOrder,
  'pay-order': payOrder,
  'change-status': changeStatus,
  'repair-vat': repairVat,
  'change-stock': changeStock,
};

function chosen(world: World, number: string, fits: (document: VendorOrder) => boolean): StoredOrder {
  if (number !== '') return orderOf(world, number) ?? nothingLike(number);
  const real = world.orders.filter((order) => !order.number.startsWith('T-'));
  return real.find((order) => fits(documentOf(order))) ?? nothingLike('');
}

function setStatus(order: StoredOrder, status: StatusName, now: Date) {
  order.changed = now.toISOString();
  Object.assign(ownDocument(order), { status: statusNumber(status), ...paymentOf(status) });
}

export const lacksVat = ({ price }: VendorLine): boolean => [price].flat().some(({ rate }) => rate === null);

/** Somebody fills the rate in: the price with VAT stays, the one without follows. */
function giveVat(line: VendorLine, { tax_region }: VendorOrder, world: World) {
  if (line.type !== 'article') return;
  const rate = rateIn(tax_region, articleOf(world, line.articles[0]?.sku ?? '').vat);
  line.price = taxPrice(Math.round(Number(line.price.amount_including_tax) * 100), rate);
}
