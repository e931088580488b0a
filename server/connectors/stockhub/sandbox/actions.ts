import * as z from 'zod';
import { PermanentError } from '#server/errors.ts';
import type { Document } from '#server/sandboxes/kit/many.ts';
import type { Place, VendorAction } from '#server/sandboxes/kit/vendor-sandbox.ts';
import { field } from '../../form.ts';
import words from '../words.json' with { type: 'json' };
import { cancelOrder as cancelIn, changeArticle, changeOrder, shipOrder as shipIn, someSku } from './warehouse.ts';

const { inputs, actions: titles } = words.sandbox;
const reference = field(z.string().trim().max(60).default(''), inputs.reference);

/** The order with that reference, or the newest one that still waits, whoever sold it. */
function chosen(place: Place, wanted: string): Document {
  const view = place.view('orders');
  for (let to = view.total; to > 0; to -= 100) {
    const found = view
      .slice(null, Math.max(0, to - 100), to)
      .reverse()
      .find((order) => (wanted === '' ? !isDone(order) : order.reference === wanted));
    if (found) return found;
  }
  throw new PermanentError({ problem: { code: 'stockhub.not-in-demo', params: { reference: wanted } } });
}
const isDone = ({ status }: Document) => status === 'shipped' || status === 'cancelled';

const ShipOrder = z.object({
  reference,
  carrier: field(z.string().trim().min(1).max(60).default('postnl'), inputs.carrier),
});

const shipOrder: VendorAction = {
  title: titles.shipOrder,
  input: ShipOrder,
  run(place, input) {
    const { reference: wanted, carrier } = ShipOrder.parse(input);
    return { key: String(shipIn(place, chosen(place, wanted), carrier).id) };
  },
};

const AnOrder = z.object({ reference });

const cancelOrder: VendorAction = {
  title: titles.cancelOrder,
  input: AnOrder,
  run(place, input) {
    const order = chosen(place, AnOrder.parse(input).reference);
    cancelIn(place, order);
    return { key: String(order.reference) };
  },
};

const pickOrder: VendorAction = {
  title: titles.pickOrder,
  input: AnOrder,
  run(place, input) {
    const order = chosen(place, AnOrder.parse(input).reference);
    changeOrder(place, String(order.id), { status: 'processing', snoozed_until: null });
    return { key: String(order.reference) };
  },
};

const ChangeStock = z.object({
  sku: field(z.string().trim().min(1).max(100).default(someSku), inputs.sku),
  physical: field(z.number().int().min(0).max(1_000_000).default(25), inputs.physical),
});

const changeStock: VendorAction = {
  title: titles.changeStock,
  input: ChangeStock,
  run(place, input) {
    const { sku, physical } = ChangeStock.parse(input);
    if (changeArticle(place, sku, () => ({ physical }))) return { key: sku };
    throw new PermanentError({ problem: { code: 'stockhub.not-in-demo', params: { reference: sku } } });
  },
};

export const actions = {
  'ship-order': shipOrder,
  'change-stock': changeStock,
  'cancel-order': cancelOrder,
  'pick-order': pickOrder,
};
