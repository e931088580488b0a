import { createHash } from 'node:crypto';
import * as z from 'zod';
import { PermanentError } from '#server/errors.ts';
import type { ManyWritten } from '../connector.ts';
import { defineTarget } from '../define.ts';
import { field } from '../form.ts';
import { type Context, factsFrom } from './admin-api.ts';
import samples from './samples.json' with { type: 'json' };
import type { Settings } from './settings.ts';
import { euro, type Shop, shopOf } from './shop.ts';
import { eachOr, idsOf, mostInSync, onlyOf, type Row } from './sync.ts';
import words from './words.json' with { type: 'json' };

const Amount = z.coerce.number().min(0).nullish();
const Product = z.looseObject({
  productNumber: z.string().trim().min(1).max(64),
  name: z.string().trim().min(1).max(255),
  taxRate: z.coerce.number().min(0).max(100),
  gross: Amount,
  net: Amount,
  stock: z.coerce.number().int().nullish(),
  ean: z.string().nullish(),
  description: z.string().nullish(),
  active: z.boolean().nullish(),
  manufacturerNumber: z.string().nullish(),
});
type Product = z.infer<typeof Product>;

const Options = z.object({
  known: field(z.enum(['update', 'leave']).default('update'), {
    ...words.options.known,
    choices: words.options.knownChoices,
  }),
  stock: field(z.enum(['new', 'always']).default('new'), {
    ...words.options.stock,
    choices: words.options.stockChoices,
  }),
  salesChannel: field(z.string().trim().max(200).default(''), words.options.salesChannel),
});
type Options = z.infer<typeof Options>;

const one = (path: keyof typeof words.fields, type: 'text' | 'number' | 'boolean', required = false) => ({
  ...{ path, title: words.fields[path], type, required },
});

/** Products by their number, made or changed in bulk. What a record leaves out stays as it is in the shop. */
export const products = defineTarget<Settings, Options>({
  title: words.targets.products,
  confidence: 'documented',
  factsFrom,
  options: Options,
  fields: [
    one('productNumber', 'text', true),
    one('name', 'text', true),
    one('taxRate', 'number', true),
    one('gross', 'number'),
    one('net', 'number'),
    one('stock', 'number'),
    one('ean', 'text'),
    one('description', 'text'),
    one('active', 'boolean'),
    one('manufacturerNumber', 'text'),
  ],
  schema: Product,
  samples: samples.products,
  repeatable: true,
  write: async (context, options, record) => onlyOf(await bringAll(context, options, [Product.parse(record)])),
  writeMany: {
    most: () => mostInSync,
    write: (context, options, records) =>
      bringAll(
        context,
        options,
        records.map(({ record }) => Product.parse(record)),
      ),
  },
});

/** The same number always makes the same id, so a product is never made twice (the client may choose ids: documented). */
const newId = (number: string) => createHash('md5').update(`koppel:product:${number}`).digest('hex');

async function bringAll(context: Context, options: Options, records: Product[]): Promise<ManyWritten[]> {
  const ids = await idsOf(
    context,
    records.map(({ productNumber }) => productNumber),
  );
  const isNew = ({ productNumber }: Product) => !ids.has(productNumber);
  const wanted = options.known === 'leave' ? records.filter(isNew) : records;
  const shop = wanted.length > 0 ? await shopOf(context, wanted.some(isNew) ? options.salesChannel : '') : null;
  const sent = shop
    ? await eachOr(wanted, (it) => rowOf(it, ids.get(it.productNumber), { options, shop }), context)
    : [];
  const outcomes = new Map(wanted.map((it, at) => [it, sent[at]]));
  return records.map(
    (it) => outcomes.get(it) ?? { written: { id: ids.get(it.productNumber) ?? newId(it.productNumber) } },
  );
}

type Wish = { options: Options; shop: Shop };

function rowOf(product: Product, id: string | undefined, { options, shop }: Wish): Row | PermanentError {
  const { productNumber, name, taxRate, ean, description, active, manufacturerNumber } = product;
  const taxId = shop.taxes.get(taxRate);
  const price = priceOf(product);
  if (!taxId) return problem('tax-unknown', { number: productNumber, rate: taxRate });
  if (!id && !price) return problem('price-missing', { number: productNumber });
  const stock = id && options.stock === 'new' ? undefined : (product.stock ?? (id ? undefined : 0));
  const given = { ean, description, active, manufacturerNumber, stock, price };
  const fields = {
    ...{ name, taxId, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value != null)) },
    ...(!id && { productNumber, ...visibleIn(productNumber, shop) }),
  };
  return { id: id ?? newId(productNumber), made: id ? 'updated' : 'created', fields };
}

/** A product that stands in no sales channel is seen by nobody; 30 is "everywhere in it" (documented). */
const visibleIn = (number: string, { salesChannelId }: Shop) =>
  salesChannelId === null
    ? {}
    : { visibilities: [{ id: newId(`${salesChannelId}:${number}`), salesChannelId, visibility: 30 }] };

const rounded = (amount: number) => Math.round(amount * 1e6) / 1e6;

/** Shopware wants both prices and computes neither from the other (assumed). */
function priceOf({ gross, net, taxRate }: Product) {
  const factor = 1 + taxRate / 100;
  const whole = gross ?? (net == null ? null : Math.round(net * factor * 100) / 100);
  if (whole === null) return undefined;
  return [{ currencyId: euro, gross: whole, net: net ?? rounded(whole / factor), linked: true }];
}

const problem = (code: string, params: Record<string, string | number>) =>
  new PermanentError({ problem: { code: `shopware.${code}`, params } });
