import type { Mapping } from '#flows/mapping/rows.ts';

/** Invented orders of 2 to 5 kB: one to six lines, two addresses, a note and fields that no mapping asks for. */
export type Order = ReturnType<typeof orderOf>;

const skus = ['BAG-RED', 'MUG-BLUE', 'LAMP-OAK', 'SCARF-GREY', 'CLOCK-BRASS', 'PEN-BLACK', 'TRAY-BIRCH'];
const places = ['Utrecht', 'Gent', 'Lyon', 'Köln', 'Groningen', 'Namur'];
const countries = ['NL', 'BE', 'FR', 'DE'];

const pick = <T>(list: readonly T[], seed: number): T => {
  const found = list[seed % list.length];
  if (found === undefined) throw new Error('an empty list');
  return found;
};

const addressOf = (seed: number, kind: string) => ({
  kind,
  name: `Sample Customer ${seed % 9973}`,
  company: seed % 3 === 0 ? `Sample Company ${seed % 89}` : '',
  street: `Invented Street ${(seed * 7) % 400}`,
  postcode: `${1000 + ((seed * 13) % 8999)} AB`,
  city: pick(places, seed),
  country: { code: pick(countries, seed), name: 'A country' },
  phone: `+31 00 ${1000000 + ((seed * 31) % 8999999)}`,
});

const lineOf = (seed: number, no: number) => ({
  no,
  sku: pick(skus, seed + no),
  description: `Invented article ${(seed + no) % 701}, wrapped as a gift`,
  quantity: 1 + ((seed + no) % 4),
  price: { net: 10 + ((seed * 17 + no) % 9000) / 100, vat: 21, currency: 'EUR' },
  options: [
    { name: 'colour', value: pick(['red', 'blue', 'oak'], seed + no) },
    { name: 'engraving', value: `text ${seed % 311}` },
  ],
  weight: { value: 100 + ((seed * 3) % 900), unit: 'g' },
});

export function orderOf(no: number) {
  const lines = Array.from({ length: 2 + (no % 5) }, (_, index) => lineOf(no, index + 1));
  return {
    number: `B${String(no).padStart(8, '0')}`,
    placed_at: new Date(1_760_000_000_000 + no * 61_000).toISOString(),
    status: { id: (no % 4) + 1, name: pick(['new', 'paid', 'packed', 'sent'], no) },
    paid: true,
    currency: 'EUR',
    customer: {
      id: 100_000 + ((no * 11) % 80_000),
      email: `customer${(no * 11) % 80_000}@customers.example`,
      language: pick(['nl', 'fr', 'de'], no),
      group: pick(['retail', 'trade'], no),
      addresses: [addressOf(no, 'billing'), addressOf(no * 3 + 1, 'delivery')],
    },
    payment: { method: pick(['ideal', 'card', 'invoice'], no), reference: `T-${no * 7919}`, fee: 0.35 },
    shipping: { method: pick(['parcel', 'letter', 'pickup'], no), price: 4.95, tracking: null },
    discount: no % 5 === 0 ? { code: `CODE${no % 50}`, amount: 5 } : null,
    orderlines: lines,
    note: `Please leave it with the neighbours at number ${no % 200}; this sentence stands for what customers write. ${'It may be long. '.repeat(10 + (no % 20))}`,
    total: Math.round(lines.reduce((sum, line) => sum + line.quantity * line.price.net * 1.21, 0) * 100) / 100,
  };
}

/** 25 fields, five of them of every line. */
export const mapping: Mapping = {
  mode: 'rows',
  rows: [
    ...[
      ['number', 'number'],
      ['date', '$substringBefore(placed_at, "T")'],
      ['status', 'status.name'],
      ['paid', 'paid'],
      ['currency', '$uppercase(currency)'],
      ['customer.code', '"C" & customer.id'],
      ['customer.email', '$lowercase(customer.email)'],
      ['customer.language', 'customer.language'],
      ['invoice.name', 'customer.addresses[kind="billing"].name'],
      ['invoice.street', 'customer.addresses[kind="billing"].street'],
      ['invoice.postcode', 'customer.addresses[kind="billing"].postcode'],
      ['invoice.city', '$uppercase(customer.addresses[kind="billing"].city)'],
      ['invoice.country', 'customer.addresses[kind="billing"].country.code'],
      ['delivery.name', 'customer.addresses[kind="delivery"].name'],
      ['delivery.city', 'customer.addresses[kind="delivery"].city'],
      ['payment', 'payment.method = "ideal" ? "IDEAL" : payment.method'],
      ['reference', 'payment.reference'],
      ['shippingCosts', 'shipping.price'],
      ['total', '$round(total, 2)'],
      ['vat', '$round(total - total / 1.21, 2)'],
    ].map(([to = '', from = '']) => ({ to, from, ifEmpty: { do: 'leave-out' as const } })),
    {
      to: 'lines',
      forEach: 'orderlines',
      rows: [
        ['sku', 'sku'],
        ['text', '$substring(description, 0, 40)'],
        ['quantity', 'quantity'],
        ['price', 'price.net'],
        ['amount', '$round(quantity * price.net, 2)'],
      ].map(([to = '', from = '']) => ({ to, from, ifEmpty: { do: 'leave-out' as const } })),
    },
  ],
};

/** The condition of the filter step; every order passes, so that all ways carry the same work. */
export const condition = 'total > 0 and $exists(number)';

const cents = (amount: number) => Math.round(amount * 100) / 100;

/** The same 25 fields by hand: the loop that somebody would write who needs nothing else. */
export function mapByHand(order: Order) {
  const billing = order.customer.addresses.find((it) => it.kind === 'billing');
  const delivery = order.customer.addresses.find((it) => it.kind === 'delivery');
  return {
    number: order.number,
    date: order.placed_at.split('T')[0],
    status: order.status.name,
    paid: order.paid,
    currency: order.currency.toUpperCase(),
    customer: {
      code: `C${order.customer.id}`,
      email: order.customer.email.toLowerCase(),
      language: order.customer.language,
    },
    invoice: {
      name: billing?.name,
      street: billing?.street,
      postcode: billing?.postcode,
      city: billing?.city.toUpperCase(),
      country: billing?.country.code,
    },
    delivery: { name: delivery?.name, city: delivery?.city },
    payment: order.payment.method === 'ideal' ? 'IDEAL' : order.payment.method,
    reference: order.payment.reference,
    shippingCosts: order.shipping.price,
    total: cents(order.total),
    vat: cents(order.total - order.total / 1.21),
    lines: order.orderlines.map((line) => ({
      sku: line.sku,
      text: line.description.slice(0, 40),
      quantity: line.quantity,
      price: line.price.net,
      amount: cents(line.quantity * line.price.net),
    })),
  };
}
