import * as z from 'zod';
import type { Json } from '../connector.ts';
import { keeping } from '../kit/reading.ts';
import { type Context, warehouseApi } from './warehouse-api.ts';

/**
 * The little that is read of an order. Its states after picking are reported (`complete`, `canceled` with one l), the names
 * of the moments and of the items' SKU are assumed.
 */
export const Part = z.object({
  _id: z.string(),
  number: z.string().optional(),
  status: z.string(),
  updated_at: z.coerce.date().nullish(),
  origin: z.object({ id: z.string().nullish(), number: z.string().nullish() }).nullish(),
});
export type Part = z.infer<typeof Part>;

export const isSettled = ({ status }: Part) => status === 'complete' || status === 'canceled';

/** What a person calls an order: its number in the shop it came from, else its own. */
export const keyOf = ({ origin, number, _id }: Part): string => origin?.number || number || _id;

/** All parts of a split order carry the number of the shop (assumed, as is that it can be asked for). */
export async function partsOf(context: Context, originNumber: string) {
  const call = { path: '/orders', query: { 'origin.number': originNumber, fields: '*', limit: 100 } };
  const parts = await warehouseApi.ask(context, call, z.array(keeping(Part)));
  return parts.filter(({ view }) => view.origin?.number === originNumber);
}

/** Parcels of a part, with carrier and code (assumed). Only what is complete can have left. */
export async function parcelsOf(context: Context, { _id, status }: Part): Promise<Json> {
  if (status !== 'complete') return [];
  const call = { path: '/shipments', query: { order_id: _id } };
  return warehouseApi.ask(context, call, z.array(z.json()));
}
