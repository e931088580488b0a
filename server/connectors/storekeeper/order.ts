import * as z from 'zod';

const Address = z.looseObject({
  name: z.string().trim().min(1),
  company: z.string().optional(),
  street: z.string(),
  streetnumber: z.string().optional(),
  flatnumber: z.string().optional(),
  zipcode: z.string(),
  city: z.string(),
  country: z.string().length(2),
  phone: z.string().optional(),
});
type Address = z.infer<typeof Address>;

const Item = z.looseObject({
  id: z.string().optional(),
  sku: z.string().trim().min(1),
  name: z.string().optional(),
  quantity: z.number().int().min(1),
  price: z.number(),
  vat: z.number().min(0).max(100),
});

/** An order of a marketplace: prices with VAT, VAT in percent. */
export const Order = z.looseObject({
  number: z.string().trim().min(1).max(60),
  reference: z.string().optional(),
  comment: z.string().optional(),
  currency: z.string().default('EUR'),
  billing: Address,
  shipping: Address,
  items: z.array(Item).min(1),
  shippingCost: z.number().min(0).default(0),
  total: z.number().optional(),
});
export type Order = z.infer<typeof Order>;

export type Product = { id: string; name: string; taxRate: number };

const cents = (amount: number) => Math.round(amount * 100);
const euros = (amount: number) => amount / 100;

type Row = { name: string; quantity: number; cents: number; taxRate: number; extra: Record<string, string> };

const rowOf = ({ name, quantity, cents: piece, taxRate, extra }: Row) => ({
  ...{ name, quantity, ppu_wt: euros(piece), before_discount_ppu_wt: euros(piece), tax_rate_id: taxRate, extra },
});

/**
 * The lines, each with the row's own name in `extra`, which StoreKeeper keeps with it (known). Prices hold two decimals there, so
 * what rounding loses stands in rows of its own: one for a line, and one for the rest of the order, at the rate of its dearest line.
 */
function rowsOf({ items, shippingCost, total }: Order, products: ReadonlyMap<string, Product>) {
  const rows = items.flatMap((item, at) => {
    const { sku, quantity, price, name = products.get(sku)?.name ?? sku } = item;
    const { id = '', taxRate = 0 } = products.get(sku) ?? {};
    const row = item.id ?? String(at + 1);
    const line = { name, quantity, cents: cents(price), taxRate, extra: extraOf(row, 'product') };
    const lost = cents(price * quantity) - cents(price) * quantity;
    const product = { ...rowOf(line), sku, shop_product_id: Number(id) };
    return lost === 0 ? [product] : [product, rowOf(correction(lost, taxRate, row))];
  });
  const dearest = [...items].sort((one, other) => other.price * other.quantity - one.price * one.quantity)[0];
  const taxRate = products.get(dearest?.sku ?? '')?.taxRate ?? 0;
  const shipping = shippingCost === 0 ? [] : [shippingRow(shippingCost, taxRate)];
  const sum = [...rows, ...shipping].reduce((all, row) => all + cents(row.ppu_wt) * row.quantity, 0);
  const rest = total === undefined ? 0 : cents(total) - sum;
  const all = [...rows, ...shipping, ...(rest === 0 ? [] : [rowOf(correction(rest, taxRate, 'order'))])];
  return { rows: all, total: euros(sum + rest) };
}

const extraOf = (row: string, type: string) => ({ external_row_id: row, external_row_type: type });

const correction = (lost: number, taxRate: number, row: string): Row => ({
  ...{ name: 'Afronding', quantity: 1, cents: lost, taxRate, extra: extraOf(row, 'rounding') },
});

const shippingRow = (cost: number, taxRate: number) => ({
  ...rowOf({ name: 'Verzending', quantity: 1, cents: cents(cost), taxRate, extra: extraOf('shipping', 'shipping') }),
  is_shipping: true,
});

/**
 * Administrative: turnover and stock, and nothing that leaves the house. No customer is kept and no e-mail address goes along, so that nobody
 * is written to (that StoreKeeper writes to no one without an address is assumed); an order of a marketplace is taken whatever the stock
 * says (known). Nothing is merged with a stored customer, which StoreKeeper does unless told otherwise (known).
 */
export function documentOf(order: Order, products: ReadonlyMap<string, Product>) {
  const { rows, total } = rowsOf(order, products);
  const document = {
    shop_order_number: order.number,
    is_anonymous: true,
    customer_comment: order.comment ?? null,
    customer_reference: order.reference ?? null,
    ...{ billing_address__merge: false, shipping_address__merge: false },
    ...{ force_order_if_product_not_active: true, force_backorder_if_not_on_stock: true, calculate_from_wt: true },
    billing_address: { ...personOf(order.billing), address_billing: addressOf(order.billing) },
    shipping_address: { ...personOf(order.shipping), contact_address: addressOf(order.shipping) },
    order_items: rows,
  };
  return { document, total };
}

const addressOf = ({ name, street, streetnumber = '', flatnumber = '', zipcode, city, country }: Address) => ({
  ...{ name, street, streetnumber, flatnumber, zipcode, city, state: '', country_iso2: country.toUpperCase() },
});

function personOf({ name, company, phone, country }: Address) {
  const [firstname = '', ...family] = name.split(' ');
  return {
    name: company || name,
    contact_set: { name, ...(phone && { phone }) },
    contact_person: { firstname, familyname: family.join(' ') || firstname },
    ...(company && { business_data: { name: company, country_iso2: country.toUpperCase() } }),
  };
}
