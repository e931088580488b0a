import * as z from 'zod';
import { isOpen, itemsOf, methodOf, orderCount, outline } from './orders.ts';
import type { World } from './world.ts';

/** The documented questions; fifty at a time, and what is not said is FBR and OPEN. */
export const OrderQuery = z.object({
  page: z.coerce.number().int().min(1).default(1),
  'fulfilment-method': z.enum(['FBR', 'FBB', 'ALL']).default('FBR'),
  status: z.enum(['OPEN', 'SHIPPED', 'ALL']).default('OPEN'),
  'change-interval-minute': z.coerce.number().int().min(1).max(60).optional(),
  'latest-change-date': z.iso.date().optional(),
});
type OrderQuery = z.infer<typeof OrderQuery>;

const pageSize = 50;
const visibleMs = 48 * 3_600_000;
const dayFormat = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Amsterdam' });

/** A page, newest first; an empty one is an empty object, without its list (reported). */
export function listOrders(world: World, query: OrderQuery, now: Date) {
  const found: ReturnType<typeof outline>[] = [];
  let toSkip = (query.page - 1) * pageSize;
  for (let no = orderCount(world) - 1; no >= 0 && found.length < pageSize; no -= 1) {
    if (!fits(world, no, query, now)) continue;
    if (toSkip > 0) toSkip -= 1;
    else found.push(outline(world, no));
  }
  return found.length > 0 ? { orders: found } : {};
}

function fits(world: World, no: number, query: OrderQuery, now: Date): boolean {
  const { status, 'fulfilment-method': method, 'change-interval-minute': minutes, 'latest-change-date': day } = query;
  if (method !== 'ALL' && methodOf(world, no) !== method) return false;
  const items = itemsOf(world, no);
  if (status === 'OPEN' && !isOpen(items)) return false;
  if (status === 'SHIPPED' && !items.some(({ shipped }) => shipped > 0)) return false;
  const changes = items.map(({ changedAt }) => Date.parse(changedAt));
  if (day !== undefined) return changes.some((at) => dayFormat.format(at) === day);
  if (minutes !== undefined) return changes.some((at) => at >= now.getTime() - minutes * 60_000);
  return isOpen(items) || Math.max(...changes) >= now.getTime() - visibleMs;
}
