import * as z from 'zod';
import { localText } from '../local-time.ts';
import { documentOf } from './seed.ts';
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

const collator = new Intl.Collator('en', { numeric: true });
const byNumber = ({ number: a }: StoredOrder, { number: b }: StoredOrder): number =>
  Number(a) - Number(b) || collator.compare(a, b);

/** The orders that a question is about. Their documents are not made: of a long list a page shows a hundred at most. */
export function matching(world: World, query: OrderQuery): StoredOrder[] {
  const found = world.orders.filter((order) => fitsTime(order, query) && fitsDocument(order, query)).sort(byNumber);
  return query.ordering === 'asc' ? found : found.reverse();
}

function fitsTime(order: StoredOrder, query: OrderQuery): boolean {
  const { placed, changed } = localTimes(order);
  const [day] = placed;
  const change = changed.join(' ');
  return (
    (query.test || !order.number.startsWith('T-')) &&
    day >= (query.start_date ?? '') &&
    day <= (query.end_date ?? '9999') &&
    change >= (query.status_changed_start_date ?? '') &&
    change <= (query.status_changed_end_date ?? '9999')
  );
}

function fitsDocument(order: StoredOrder, { status_id, archived, debtor_email }: OrderQuery): boolean {
  if (status_id === undefined && archived === undefined && debtor_email === undefined) return true;
  const document = documentOf(order);
  return (
    (status_id === undefined || document.status === status_id) &&
    (archived === undefined || document.archived === archived) &&
    (debtor_email === undefined || document.debtor.email === debtor_email)
  );
}

/** An order with its dates in the shop's own time. */
export function vendorOrder(order: StoredOrder) {
  const { number, uuid, ...rest } = documentOf(order);
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
