import type { Document } from '#server/sandboxes/kit/many.ts';
import catalogue from './catalogue.json' with { type: 'json' };
import { euroId, idOf, liveVersion } from './world.ts';

const at = <T>(list: readonly T[], place: number): T => {
  const found = list[place % list.length];
  if (found === undefined) throw new Error('The catalogue is empty');
  return found;
};
const cents = (amount: number) => Math.round(amount * 100) / 100;

export type Ordered = { number: string; quantity: number };

/** Prices include the tax of the country that the order goes to. */
const pricesOf = (total: number, quantity: number, rate: number) => ({
  ...{ unitPrice: cents(total / quantity), totalPrice: total, quantity },
  calculatedTaxes: [{ tax: cents(total - total / (1 + rate / 100)), taxRate: rate, price: total }],
  taxRules: [{ taxRate: rate, percentage: 100 }],
});

function lineOf(order: number, nth: number, { number, quantity }: Ordered, rate: number): Document {
  const ware = catalogue.wares.find((it) => it.number === number) ?? at(catalogue.wares, 0);
  const price = pricesOf(cents(ware.price * quantity), quantity, rate);
  return {
    ...{ id: idOf('line', order, nth), orderId: idOf('order', order), identifier: idOf('line', order, nth) },
    ...{ productId: idOf('product', catalogue.wares.indexOf(ware) + 1), type: 'product', good: true, label: ware.name },
    ...{ quantity, position: nth + 1, payload: { productNumber: ware.number }, states: ['is-physical'], children: [] },
    ...{ price, unitPrice: price.unitPrice, totalPrice: price.totalPrice },
  };
}

function discountOf(order: number, nth: number, total: number, rate: number): Document {
  const price = pricesOf(-cents(total / 10), 1, rate);
  return {
    ...{ id: idOf('line', order, nth), orderId: idOf('order', order), identifier: 'zomer10', productId: null },
    ...{ type: 'promotion', good: false, label: 'Zomerkorting 10 %', quantity: 1, position: nth + 1 },
    ...{ payload: { code: 'ZOMER10' }, states: [], children: [], price },
    ...{ unitPrice: price.unitPrice, totalPrice: price.totalPrice },
  };
}

const state = (technicalName: string, nth: number): Document => ({
  ...{ id: idOf('state', nth), technicalName, name: technicalName.replace('_', ' ') },
});

const addressOf = (order: number, part: number, place: number): Document => {
  const { country, vatId: _, ...person } = { company: null, vatId: null, ...at(catalogue.people, place) };
  return {
    ...{ id: idOf('address', order, part), orderId: idOf('order', order), countryId: idOf('country', 1) },
    ...{ ...person, phoneNumber: null, country: { id: idOf('country', 1), iso: country } },
  };
};

type Wish = { number: number; place: number; at: string; lines: Ordered[]; paid: boolean; shipped: boolean };

/** An order as the shop keeps it, with everything that belongs to it. */
export function orderOf({ number, place, at: created, lines: ordered, paid, shipped }: Wish): Document {
  const { country } = at(catalogue.people, place);
  const rate = new Map(Object.entries(catalogue.countries)).get(country) ?? 21;
  const wares = ordered.map((it, nth) => lineOf(number, nth, it, rate));
  const goods = cents(wares.reduce((sum, { totalPrice }) => sum + Number(totalPrice), 0));
  const lines = place % 4 === 3 ? [...wares, discountOf(number, wares.length, goods, rate)] : wares;
  const positionPrice = cents(lines.reduce((sum, { totalPrice }) => sum + Number(totalPrice), 0));
  const free = place % 8 === 7;
  const shippingCosts = pricesOf(free ? 0 : 5, 1, rate);
  const amountTotal = cents(positionPrice + (free ? 0 : 5));
  const delivery = deliveryOf(number, place, { at: created, shipped, shippingCosts: pricesOf(5, 1, rate) });
  const rounding = { decimals: 2, interval: 0.01, roundForNet: true };
  return {
    ...{ id: idOf('order', number), versionId: liveVersion, autoIncrement: number, orderNumber: String(number) },
    ...{
      orderDateTime: created,
      orderDate: created.slice(0, 10),
      amountTotal,
      positionPrice,
      shippingTotal: free ? 0 : 5,
    },
    ...{ amountNet: cents(amountTotal / (1 + rate / 100)), shippingCosts, taxStatus: 'gross', currencyFactor: 1 },
    ...{ currencyId: euroId, languageId: '2fbb5fe2e29a4d70aa5854ce7ce3e20b', salesChannelId: idOf('channel', 1) },
    ...{ billingAddressId: idOf('address', number), stateId: idOf('state', 1), customerComment: null },
    ...{ itemRounding: rounding, totalRounding: rounding, createdAt: created, updatedAt: null },
    currency: { id: euroId, isoCode: 'EUR', symbol: '€' },
    salesChannel: { id: idOf('channel', 1), name: at(catalogue.salesChannels, 0) },
    stateMachineState: state(shipped ? 'completed' : 'open', 1),
    orderCustomer: customerOf(number, place),
    billingAddress: addressOf(number, 0, place),
    lineItems: lines,
    deliveries: free ? [discountOn(delivery, number, rate), delivery] : [delivery],
    transactions: [transactionOf(number, place, { at: created, paid, amountTotal })],
  };
}

function customerOf(order: number, place: number): Document {
  const { firstName, lastName, company, vatId } = { company: null, vatId: null, ...at(catalogue.people, place) };
  return {
    ...{ id: idOf('customer', order), orderId: idOf('order', order), firstName, lastName, company },
    email: `${firstName.toLowerCase()}.${lastName.toLowerCase()}@mail.example`,
    customerNumber: String(1000 + (place % catalogue.people.length)),
    vatIds: vatId ? [vatId] : null,
  };
}

/** A promotion on the shipping costs is a delivery of its own, with nothing in it (documented). */
const discountOn = (delivery: Document, order: number, rate: number): Document => ({
  ...delivery,
  ...{ id: idOf('delivery', order, 1), shippingCosts: pricesOf(-5, 1, rate), trackingCodes: [] },
});

const deliveryOf = (
  order: number,
  place: number,
  { at: created, shipped, shippingCosts }: { at: string; shipped: boolean; shippingCosts: Document },
): Document => ({
  ...{ id: idOf('delivery', order), orderId: idOf('order', order), trackingCodes: shipped ? ['3SDEMO0000001'] : [] },
  ...{
    shippingOrderAddressId: idOf('address', order, 1),
    shippingMethodId: idOf('method', 1),
    stateId: idOf('state', 2),
  },
  ...{ shippingDateEarliest: created, shippingDateLatest: created, createdAt: created, updatedAt: null, shippingCosts },
  shippingMethod: { id: idOf('method', 1), name: 'PostNL' },
  shippingOrderAddress: addressOf(order, 1, place),
  stateMachineState: state(shipped ? 'shipped' : 'open', 2),
});

const transactionOf = (
  order: number,
  place: number,
  { at: created, paid, amountTotal }: { at: string; paid: boolean; amountTotal: number },
): Document => ({
  ...{ id: idOf('transaction', order), orderId: idOf('order', order), paymentMethodId: idOf('method', 2) },
  ...{ stateId: idOf('state', 3), createdAt: created, updatedAt: null },
  amount: { unitPrice: amountTotal, totalPrice: amountTotal, quantity: 1, calculatedTaxes: [], taxRules: [] },
  paymentMethod: { id: idOf('method', 2), name: at(catalogue.payments, place) },
  stateMachineState: state(paid ? 'paid' : 'open', 3),
});

/** Orders from the start: one of five is not paid yet, one of seven has left, one of eight is sent for free. */
export const orderList = {
  firstNumber: 10_001,
  make(place: number, number: string, created: string): Document {
    const first = { number: place % 2 === 0 ? 'TAS-ROOD' : 'SJAAL-WOL', quantity: 1 + (place % 3) };
    const second = { number: place % 2 === 0 ? 'SJAAL-WOL' : 'TAS-ROOD', quantity: 1 };
    const lines = place % 3 === 2 ? [first, second] : [first];
    const shipped = place % 7 === 6;
    return orderOf({ number: Number(number), place, at: created, lines, paid: shipped || place % 5 !== 4, shipped });
  },
};
