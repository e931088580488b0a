import * as z from 'zod';
import { PermanentError } from '#server/errors.ts';
import type { Place, VendorAction } from '#server/sandboxes/kit/vendor-sandbox.ts';
import { field } from '../../form.ts';
import words from '../words.json' with { type: 'json' };
import { codeIn, connect, tell, tellStock } from './hooks.ts';
import { changeProduct, numberOfSku, productAt, skuAt } from './products.ts';

const { inputs, actions: titles } = words.sandbox;
const sku = field(z.string().trim().min(1).max(100).default(skuAt(0)), inputs.sku);

function numberOf(place: Place, wanted: string): string {
  const number = numberOfSku(place, wanted);
  if (number !== null && productAt(place, number)) return number;
  throw new PermanentError({ problem: { code: 'storekeeper.not-in-demo', params: { sku: wanted } } });
}

const ChangeStock = z.object({
  sku,
  stock: field(z.number().int().min(0).max(1_000_000).default(3), inputs.stock),
});

const changeStock: VendorAction = {
  title: titles.changeStock,
  input: ChangeStock,
  run(place, input) {
    const wanted = ChangeStock.parse(input);
    if (place.view('products').total === 0) return { key: wanted.sku };
    const number = numberOf(place, wanted.sku);
    changeProduct(place, number, { stock: wanted.stock });
    tellStock(place, number, { isOwnOrder: false });
    return { key: wanted.sku };
  },
};

const Publish = z.object({ sku, published: field(z.boolean().default(true), inputs.published) });

const publish: VendorAction = {
  title: titles.publish,
  input: Publish,
  run(place, input) {
    const { sku: wanted, published } = Publish.parse(input);
    if (place.view('products').total === 0) return { key: wanted };
    const number = numberOf(place, wanted);
    changeProduct(place, number, { active: published });
    tell(place, `ShopModule::ShopProduct(id=${number})`, [{ event: published ? 'activated' : 'deactivated' }]);
    return { key: wanted };
  },
};

const ConnectChannel = z.object({
  code: field(z.string().trim().max(4000).default(''), { ...inputs.code, as: 'long-text' }),
});

const connectChannel: VendorAction = {
  title: titles.connectChannel,
  input: ConnectChannel,
  run(place, input) {
    const { code } = ConnectChannel.parse(input);
    const channel = codeIn(code);
    if (channel) connect(place, channel);
    else if (code !== '')
      throw new PermanentError({ problem: { code: 'storekeeper.wrong-code', params: { code: '' } } });
    return { key: 'channel' };
  },
};

export const actions = {
  'change-stock': changeStock,
  'publish-product': publish,
  'connect-channel': connectChannel,
};
