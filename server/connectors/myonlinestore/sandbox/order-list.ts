import * as z from 'zod';
import { localText } from '../local-time.ts';
import type { StoredOrder, World } from './world.ts';

const Day = z.iso.date().optional();
/** `yyyy-mm-dd hh:mm:ss` in the shop's own time. */
const LocalTime = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/, 'must be yyyy-mm-dd hh:mm:ss')
  .optional();
const Flag = z.enum(['true', 'false', '1', '0']).transform((text) => text === 'true' || text === '1');

/** The documented parameters of the list of orders; ten at a time unless asked otherwise, never more than a hundred. */
export const OrderQuery = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(10),
  offset: z.coerce.number().int().min(0).default(0),
  ordering: z.enum(['asc', 'desc']).default('asc'),
  start_date: Day,
  end_date: Day,
  status_id: z.coerce.number().int().optional(),
  status_changed_start_date: LocalTime,
  status_changed_end_date: LocalTime,
  archived: Flag.optional(),
  debtor_email: z.string().optional(),
  test: Flag.default(false),
});
type OrderQuery = z.infer<typeof OrderQuery>;

const byNumber = new Intl.Collator('en', { numeric: true });

export function matching(world: World, query: OrderQuery) {
  const found = world.orders.map(vendorOrder).filter((order) => fits(order, query));
  found.sort((a, b) => byNumber.compare(a.number, b.number));
  return query.ordering === 'asc' ? found : found.reverse();
}

function fits(order: ReturnType<typeof vendorOrder>, query: OrderQuery): boolean {
  const changed = `${order.status_changed_date} ${order.status_changed_time}`;
  return (
    (query.test || !order.number.startsWith('T-')) &&
    (query.status_id === undefined || order.status === query.status_id) &&
    (query.archived === undefined || order.archived === query.archived) &&
    (query.debtor_email === undefined || order.debtor.email === query.debtor_email) &&
    order.date >= (query.start_date ?? '') &&
    order.date <= (query.end_date ?? '9999') &&
    changed >= (query.status_changed_start_date ?? '') &&
    changed <= (query.status_changed_end_date ?? '9999')
  );
}

/** An order with its dates in the shop's own time. */
export function vendorOrder(order: StoredOrder) {
  const { number, uuid, ...rest } = order.document;
  const { placed, changed } = localTimes(order);
  const [date, time] = placed;
  const [status_changed_date, status_changed_time] = changed;
  return { number, uuid, date, time, ...rest, status_changed_date, status_changed_time };
}

type LocalTimes = { of: string; placed: [string, string]; changed: [string, string] };

/** Local times cost more than all the rest of a list, and hardly ever change. */
const known = new WeakMap<StoredOrder, LocalTimes>();

function localTimes(order: StoredOrder): LocalTimes {
  const of = `${order.placed} ${order.changed}`;
  const before = known.get(order);
  if (before?.of === of) return before;
  const times = { of, placed: dayAndTime(order.placed), changed: dayAndTime(order.changed) };
  known.set(order, times);
  return times;
}

function dayAndTime(instant: string | number): [string, string] {
  const [day = '', time = ''] = localText(new Date(instant)).split(' ');
  return [day, time];
}
