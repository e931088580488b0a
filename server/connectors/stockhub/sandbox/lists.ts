import type { Document } from '#server/sandboxes/kit/many.ts';

/** Three channels come from ProductFlow; what was there from the start was sold by the shop's own channel. */
export const channels = [
  { id: 1, name: 'bol.com NL', type: 'integrator', integrator: 'ProductFlow', active: true, import_orders: true },
  { id: 2, name: 'Amazon DE', type: 'integrator', integrator: 'ProductFlow', active: true, import_orders: true },
  { id: 3, name: 'Kaufland DE', type: 'integrator', integrator: 'ProductFlow', active: true, import_orders: true },
  { id: 4, name: 'Eigen webshop', type: 'shop', integrator: null, active: true, import_orders: true },
].map((it) => ({ ...it, push_stock: true, sender_name: 'Huisgoed' }));

export const channelOf = (id: unknown): Document => {
  const it = channels.find((channel) => channel.id === id);
  return { id: it?.id ?? 0, name: it?.name ?? '', integrator: it?.integrator ?? null };
};

const wares = [
  'Kruk eiken',
  'Lamp messing',
  'Deken wol',
  'Vaas glas',
  'Mand riet',
  'Klok noten',
  'Kan steen',
  'Plank grenen',
];
export const skuOf = (place: number) => `SKU-${String(place + 1).padStart(3, '0')}`;
const nameOf = (place: number) => wares[place % wares.length] ?? '';

const delivery = {
  ...{ company: null, first_name: 'Mila', last_name: 'Voorbeeld', street: 'Kade', house_number: '4' },
  ...{ house_number_addition: null, postal_code: '1011AB', city: 'Amsterdam', country_code: 'NL' },
  ...{ email: 'mila@voorbeeld.example', phone: null },
};
const lineOf = (place: number): Document => ({
  ...{ id: 1, external_line_id: `W-${place + 1}`, sku: skuOf(place % 8), ean: String(8_712_345_000_000 + (place % 8)) },
  ...{ description: nameOf(place), quantity: 1 + (place % 3) },
});
const referenceAt = (place: number) => `WEB-${place + 1}`;

export const orderList = {
  firstNumber: 70_001,
  make: (place: number, number: string, at: string): Document => ({
    ...{
      id: Number(number),
      reference: referenceAt(place),
      channel_id: 4,
      status: statusAt(place),
      snoozed_until: null,
    },
    ...{ created_at: at, updated_at: at, delivery, shipping_method: 'postnl', sender_name: 'Huisgoed', comment: null },
    ...{ description: null, lines: [{ ...lineOf(place), quantity_shipped: 0 }] },
  }),
};
const statusAt = (place: number) => ['shipped', 'new', 'backorder', 'processing'][place % 4] ?? 'new';

export const shipmentList = {
  firstNumber: 9001,
  make: (place: number, number: string, at: string): Document => ({
    ...{
      id: Number(number),
      order_id: orderList.firstNumber + place,
      reference: referenceAt(place),
      channel: channelOf(4),
    },
    ...{ carrier: 'postnl', track_and_trace: `3SVOORBEELD${number}`, shipped_at: at, updated_at: at, parcels: 1 },
    ...{ track_and_trace_url: `https://volgen.example/3SVOORBEELD${number}`, lines: [lineOf(place)] },
  }),
};

/** An article with its stock: one document that both lists show a side of. */
export const articleList = {
  firstNumber: 1,
  make: (place: number, _number: string, at: string): Document => ({
    ...{ sku: skuOf(place), ean: String(8_712_345_000_000 + place), name: nameOf(place), weight_g: 800, active: true },
    ...{ physical: 40 + (place % 5) * 10, reserved: place % 4, inbound: 0, safety_stock: 5, updated_at: at },
  }),
};

export const stockOf = ({
  sku = null,
  physical,
  reserved,
  inbound,
  safety_stock,
  updated_at = null,
}: Document): Document => ({
  ...{ sku, physical: Number(physical), reserved: Number(reserved), available: Number(physical) - Number(reserved) },
  ...{ inbound: Number(inbound), safety_stock: Number(safety_stock), updated_at },
});

export const productOf = ({ physical: _p, reserved: _r, inbound: _i, ...product }: Document): Document => product;
