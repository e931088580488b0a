import { createHash } from 'node:crypto';
import * as z from 'zod';
import { PermanentError } from '#server/errors.ts';
import type { ConnectorContext } from '../connector.ts';
import { defineTarget } from '../define.ts';
import { field } from '../form.ts';
import { adminApi, asking, factsFrom, type Settings } from './admin-api.ts';
import samples from './samples.json' with { type: 'json' };
import words from './words.json' with { type: 'json' };

type Context = ConnectorContext<Settings>;

const Stock = z.looseObject({ sku: z.string().min(1), stock: z.coerce.number().int() });
const Options = z.object({ location: field(z.string().trim().max(200).default(''), words.options.location) });

const Variants = z.object({
  data: z.object({
    productVariants: z.object({
      nodes: z.array(z.object({ sku: z.string().nullish(), inventoryItem: z.object({ id: z.string() }) })),
    }),
  }),
});
const variantQuery =
  'query ($filter: String) { productVariants(first: 10, query: $filter) { nodes { sku inventoryItem { id } } } }';

async function itemOf(context: Context, sku: string): Promise<string> {
  const call = asking(variantQuery, { filter: `sku:'${sku.replace(/['\\]/g, '')}'` });
  const { nodes } = (await adminApi.ask(context, call, Variants)).data.productVariants;
  // The search finds parts of words too.
  const found = nodes.find((it) => it.sku === sku);
  if (found) return found.inventoryItem.id;
  throw new PermanentError({ problem: { code: 'shopify.product-unknown', params: { sku } } });
}

const Locations = z.object({
  data: z.object({ locations: z.object({ nodes: z.array(z.object({ id: z.string(), name: z.string() })) }) }),
});

/** The location that a person named; where nothing was named and there is only one, that one. */
async function locationOf(context: Context, wanted: string): Promise<string> {
  const query = 'query { locations(first: 100) { nodes { id name } } }';
  const { nodes } = (await adminApi.ask(context, asking(query), Locations)).data.locations;
  const [found, ...others] =
    wanted === '' ? nodes : nodes.filter((it) => it.name.toLowerCase() === wanted.toLowerCase() || it.id === wanted);
  if (found && others.length === 0) return found.id;
  const names = nodes.map(({ name }) => name).join(', ');
  throw new PermanentError({ problem: { code: 'shopify.choose-location', params: { wanted, names } } });
}

/** From 2026-04 on the key is required, and so is `changeFromQuantity`: null sets without comparing (documented). */
const mutation = `mutation ($input: InventorySetQuantitiesInput!, $key: String!) {
  inventorySetQuantities(input: $input) @idempotent(key: $key) {
    inventoryAdjustmentGroup { id } userErrors { code field message } } }`;
const Done = z.object({ data: z.object({ inventorySetQuantities: z.looseObject({}) }) });

/** What can be sold at a location. */
export const stock = defineTarget<Settings, z.infer<typeof Options>>({
  title: words.targets.stock,
  confidence: 'documented',
  factsFrom,
  options: Options,
  fields: [
    { path: 'sku', title: words.fields.sku, type: 'text', required: true },
    { path: 'stock', title: words.fields.stock, type: 'number', required: true },
  ],
  schema: Stock,
  samples: samples.stock,
  repeatable: true,
  async write(context, { location }, record) {
    const { sku, stock: quantity } = Stock.parse(record);
    const [inventoryItemId, locationId] = [await itemOf(context, sku), await locationOf(context, location)];
    const quantities = [{ inventoryItemId, locationId, quantity, changeFromQuantity: null }];
    const input = { name: 'available', reason: 'correction', quantities };
    // Another key each time: a stock that goes from 5 to 4 and back to 5 is three changes, and setting it twice is harmless.
    const about = [inventoryItemId, locationId, quantity, context.now().toISOString()].join();
    const key = createHash('sha256').update(about).digest('hex').slice(0, 32);
    const call = {
      method: 'POST',
      path: '/graphql.json',
      json: { query: mutation, variables: { input, key } },
    } as const;
    await adminApi.ask(context, call, Done);
    return { id: inventoryItemId, made: 'updated' };
  },
});
