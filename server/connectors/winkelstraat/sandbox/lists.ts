import type { Document } from '#server/sandboxes/kit/many.ts';

/** Products of the shop that sells here, as its feed names them. */
const wares = [
  { sku: 'JURK-BLAUW-S', name: 'Jurk blauw maat S', price: 89.95 },
  { sku: 'VEST-GROEN-S', name: 'Vest groen maat S', price: 59.95 },
  { sku: 'BROEK-ZWART-S', name: 'Broek zwart maat S', price: 79 },
  { sku: 'SHIRT-WIT-S', name: 'Shirt wit maat S', price: 24.95 },
];

/** Order numbers are texts with zeros before them (known of this marketplace). */
export const externalId = (number: string): string => `WS-${number.padStart(9, '0')}`;

/** Orders that customers place here, made from their number. */
export const orderList = {
  firstNumber: 12_345,
  make(place: number, number: string, created_at: string): Document {
    const ware = wares[place % wares.length];
    const quantity = 1 + (place % 2);
    return {
      ...{ external_id: externalId(number), created_at, currency: 'EUR', purchase_origin: 'ws.nl' },
      customer: {
        ...{ name: 'Mila Voorbeeld', street: 'Kade', housenumber: '4', housenumber_addition: 'a', postcode: '1011AB' },
        ...{ city: 'Amsterdam', country: 'NL', email: `koper-${number}@winkelstraat.example`, phone: '0600000000' },
      },
      items: [
        {
          ...{ sku: ware?.sku ?? '', ean: String(8_712_345_600_000 + (place % wares.length)), name: ware?.name ?? '' },
          ...{ quantity, price_inc_tax: ware?.price ?? 0, vat_rate: 21 },
        },
      ],
      ...{ shipping_inc_tax: 0, total_inc_tax: Math.round((ware?.price ?? 0) * quantity * 100) / 100 },
    };
  },
};
