import type { Document } from '#server/sandboxes/kit/many.ts';
import type { Place } from '#server/sandboxes/kit/vendor-sandbox.ts';
import { firstShopProduct } from '../receiving.ts';
import catalogue from './catalogue.json' with { type: 'json' };

const { models, sizes, brand } = catalogue;

/** Each model in every size; after that the next round of models. */
export function skuAt(place: number): string {
  const round = Math.floor(place / (models.length * sizes.length));
  const size = sizes[Math.floor(place / models.length) % sizes.length] ?? '';
  return `${models[place % models.length]?.code}-${size}${round === 0 ? '' : `-${round + 1}`}`;
}

/** One product of the channel: the few numbers that change, from which its whole row is made. */
export const productList = {
  firstNumber: firstShopProduct,
  make: (place: number, number: string, at: string): Document => ({
    ...{ id: Number(number), place, sku: skuAt(place), at, active: place % 12 !== 5, unlimited: place % 12 === 8 },
    ...{ stock: 6 + ((place * 7) % 20), reserved: place % 3 },
  }),
};

/** `2026-02-12 12:30:26+01`: dates stand in the back office's own zone, with a short offset. */
export const written = (at: string): string => `${at.slice(0, 19).replace('T', ' ')}+00`;

export const orderable = ({ stock, reserved }: Document): number => Math.max(0, Number(stock) - Number(reserved));

/** A row as the vendor's list gives it. Some older ones tell no orderable number; then what is there counts. */
export function rowOf(product: Document): Document {
  const place = Number(product.place);
  const model = models[place % models.length];
  const size = sizes[Math.floor(place / models.length) % sizes.length] ?? '';
  const at = written(String(product.at));
  const id = Number(product.id) - 80_000;
  const price = Number(model?.price);
  return {
    ...{ id: Number(product.id), product_id: id, active: product.active === true, date_updated: at },
    ...{ backorder_enabled: false, unfulfilled_stock_value: Number(product.reserved), location_ids: [1] },
    ...(place % 12 === 9 ? {} : { orderable_stock_value: orderable(product) }),
    product_price: priceOf(id, place % 4 === 0 ? Math.round(price * 80) / 100 : price),
    product_default_price: priceOf(id, price),
    flat_product: {
      ...{ id: id + 5000, product_id: id, lang: 'nl', is_main_lang: true, title: `${model?.title} maat ${size}` },
      content_vars: [
        { name: 'brand', label: 'Merk', value: brand },
        { name: 'barcode', label: 'Barcode', value: String(8_712_345_600_000 + place) },
        { name: 'size', label: 'Maat', value: size },
        { name: 'color', label: 'Kleur', value: model?.color ?? '' },
        { name: 'model', label: 'Model', value: model?.code ?? '' },
      ],
      product: {
        ...{ id, sku: product.sku ?? null, type: place % 3 === 0 ? 'simple' : 'configurable_assign', active: true },
        product_stock: {
          ...{ id: id + 9000, product_id: id, location_id: 1, value: Number(product.stock), date_updated: at },
          ...{
            in_stock: product.unlimited === true || Number(product.stock) > 0,
            unlimited: product.unlimited === true,
          },
        },
      },
    },
  };
}

const priceOf = (product_id: number, ppu_wt: number): Document => ({
  ...{ product_id, currency_iso3: 'EUR', ppu_wt, ppu: Math.round((ppu_wt / 1.21) * 100) / 100 },
  ...{ tax: Math.round((ppu_wt - ppu_wt / 1.21) * 100) / 100, tax_rate_id: 3 },
});

export function numberOfSku(place: Place, sku: string): string | null {
  const { total } = place.view('products');
  for (let at = 0; at < total; at += 1) if (skuAt(at) === sku) return String(firstShopProduct + at);
  return null;
}

export function productAt(place: Place, number: string): Document | null {
  return place.view('products').byNumber(number);
}

/** Changes a product, and tells the channel what happened to it. */
export function changeProduct(place: Place, number: string, fields: Document): Document | null {
  const changed = place.view('products').change(number, { ...fields, at: place.now.toISOString() }, place.now);
  return changed ? productAt(place, number) : null;
}
