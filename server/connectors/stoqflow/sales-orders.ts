import * as z from 'zod';
import { PermanentError } from '#server/errors.ts';
import type { Written } from '../connector.ts';
import { defineTarget } from '../define.ts';
import { field } from '../form.ts';
import { fewAtATime } from '../kit/few-at-a-time.ts';
import { idOf } from './company.ts';
import { partsOf } from './handled-order.ts';
import { findProduct } from './products.ts';
import samples from './samples.json' with { type: 'json' };
import type { Settings } from './settings.ts';
import { type Context, factsFrom, warehouseApi } from './warehouse-api.ts';
import words from './words.json' with { type: 'json' };

/** Which shop's number an order has, who gets it, and what (reported). Countries have two letters. */
const SalesOrder = z.looseObject({
  origin: z.object({ id: z.string().min(1), number: z.string().min(1) }),
  client: z.object({
    name: z.string().min(1),
    email: z.string().optional(),
    address_1: z.string().min(1),
    address_2: z.string().optional(),
    postal_code: z.string().min(1),
    city: z.string().min(1),
    country: z.string().length(2),
    phone: z.string().optional(),
    vat_number: z.string().optional(),
  }),
  items: z.array(z.object({ sku: z.string().min(1), quantity: z.number().int().min(1) })).min(1),
  notes: z.string().max(500).optional(),
});
type SalesOrder = z.infer<typeof SalesOrder>;

const Options = z.object({
  shop: field(z.string().trim().max(100).default(''), words.options.shop),
  status: field(z.enum(['ready-to-pick', 'on-hold', 'awaiting-payment', 'concept']).default('ready-to-pick'), {
    ...words.options.status,
    choices: words.options.statuses,
  }),
});
type Options = z.infer<typeof Options>;

const { fields } = words;

/**
 * Orders to pick. Nothing keeps Stoqflow from taking the same order twice (reported), so it is asked for the shop's number
 * first.
 */
export const salesOrders = defineTarget<Settings, Options>({
  title: words.targets.orders,
  confidence: 'reported',
  factsFrom,
  options: Options,
  fields: [
    { path: 'origin.id', title: fields.originId, type: 'text', required: true },
    { path: 'origin.number', title: fields.originNumber, type: 'text', required: true },
    { path: 'client.name', title: fields.name, type: 'text', required: true },
    { path: 'client.email', title: fields.email, type: 'text', required: false },
    { path: 'client.address_1', title: fields.street, type: 'text', required: true },
    { path: 'client.address_2', title: fields.addressMore, type: 'text', required: false },
    { path: 'client.postal_code', title: fields.postalCode, type: 'text', required: true },
    { path: 'client.city', title: fields.city, type: 'text', required: true },
    { path: 'client.country', title: fields.country, type: 'text', required: true },
    { path: 'client.phone', title: fields.phone, type: 'text', required: false },
    { path: 'client.vat_number', title: fields.vatNumber, type: 'text', required: false },
    { path: 'items', title: fields.items, type: 'list', required: true },
    { path: 'items[].sku', title: fields.sku, type: 'text', required: true },
    { path: 'items[].quantity', title: fields.quantity, type: 'number', required: true },
    { path: 'notes', title: fields.notes, type: 'text', required: false },
  ],
  schema: SalesOrder,
  samples: samples.salesOrders,
  exampleOptions: { shop: 'bol.com' },
  askFirst: true,
  write: (context, options, record) => create(context, options, SalesOrder.parse(record)),
  async find(context, _options, record): Promise<Written | null> {
    const [first] = await partsOf(context, SalesOrder.parse(record).origin.number);
    return first ? { id: first.view._id } : null;
  },
});

/** A new order is a concept unless it says otherwise, and nobody picks a concept (reported). */
async function create(context: Context, { shop, status }: Options, order: SalesOrder): Promise<Written> {
  const { origin, client, items, notes, ...more } = order;
  const orderItems = await fewAtATime(items, async ({ sku, quantity }) => ({
    ...{ product_id: await productOf(context, sku), quantity },
  }));
  const json = {
    ...{ ...more, shop_id: await idOf(context, 'shop', shop), status, type_of_goods: 'commercial-goods' },
    // By e-mail or VAT number Stoqflow finds the client itself, or makes one (reported).
    ...{ client_info: client, order_items: orderItems, origin, notes },
  };
  const made = await warehouseApi.ask(
    context,
    { method: 'POST', path: '/orders', json },
    z.object({ _id: z.string() }),
  );
  return { id: made._id };
}

async function productOf(context: Context, sku: string): Promise<string> {
  const product = await findProduct(context, sku);
  if (product) return product._id;
  throw new PermanentError({ problem: { code: 'stoqflow.product-unknown', params: { sku } } });
}
