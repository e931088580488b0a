import * as z from 'zod';
import type { Cursor, Page } from '../connector.ts';
import { defineSource } from '../define.ts';
import { field } from '../form.ts';
import { fewAtATime } from '../kit/few-at-a-time.ts';
import { type Found, keeping, line, type Reading, recordOf, samplesOf } from '../kit/reading.ts';
import { Order, orderPath } from './order.ts';
import { isInside, nextPosition, Position, questionOf, startingAt, whereNextStarts } from './order-list.ts';
import { type Context, retailerApi } from './retailer-api.ts';
import samples from './samples.json' with { type: 'json' };
import type { Settings } from './settings.ts';
import words from './words.json' with { type: 'json' };

const Options = z.object({
  fulfilment: field(z.enum(['FBR', 'FBB', 'ALL']).default('FBR'), {
    ...words.options.fulfilment,
    choices: words.options.fulfilments,
  }),
});
type Options = z.infer<typeof Options>;

const reading: Reading<Order> = {
  view: Order,
  key: ({ orderId }) => orderId,
  // No currency stands in an order: prices are in euros (documented).
  title({ orderId, orderItems }) {
    const [first, ...others] = orderItems.flatMap(({ product }) => product?.title ?? []);
    const what = first && others.length > 0 ? `${first} +${others.length}` : first;
    const total = orderItems.reduce((sum, { totalPrice = 0 }) => sum + totalPrice, 0);
    return line(orderId, what, `${total.toFixed(2)} EUR`);
  },
};

/** A row of the list: an outline, without products and people. An empty list is `{}` (reported). */
const List = z.object({
  orders: z
    .array(
      z.object({
        orderId: z.string(),
        orderItems: z.array(z.object({ latestChangedDateTime: z.coerce.date().optional() })).default([]),
      }),
    )
    .default([]),
});

/**
 * Orders with whatever changed of them: placed, shipped, cancelled, a buyer's wish to cancel. The first reading gives all
 * that is open and what was handled in the last 48 hours, which is all that bol still lists (documented).
 */
export const orders = defineSource<Settings, Options>({
  title: words.sources.orders,
  confidence: 'documented',
  factsFrom: 'bol Retailer API 10 (OpenAPI)',
  options: Options,
  samples: samplesOf(samples.orders),
  read: readPage,
  async readOne(context, _options, key) {
    const found = await findWhole(context, key);
    return found && recordOf(reading, found);
  },
  cursorAt: startingAt,
  momentOf(cursor) {
    const since = Position.safeParse(cursor).data?.since;
    return since ? new Date(since) : null;
  },
});

const findWhole = (context: Context, orderId: string): Promise<Found<Order> | null> =>
  retailerApi.find(context, { path: orderPath(orderId) }, keeping(Order));

async function readPage(context: Context, { fulfilment }: Options, cursor: Cursor | null): Promise<Page> {
  const now = context.now();
  const given = Position.parse(cursor ?? {});
  const position = { ...given, startedAt: given.startedAt ?? now.toISOString() };
  const query = { status: 'ALL', 'fulfilment-method': fulfilment, ...questionOf(position, now) };
  const { orders: rows } = await retailerApi.ask(context, { path: '/retailer/orders', query }, List);
  const fresh = rows.filter(({ orderId, orderItems }) => {
    const changes = orderItems.flatMap(({ latestChangedDateTime }) => latestChangedDateTime?.getTime() ?? []);
    return !position.before.includes(orderId) && isInside(position, changes);
  });
  const whole = await fewAtATime(fresh, ({ orderId }) => findWhole(context, orderId));
  const next = nextPosition(
    position,
    rows.map(({ orderId }) => orderId),
  );
  return {
    records: whole.flatMap((found) => (found ? [recordOf(reading, found)] : [])),
    next,
    resume: next === null ? whereNextStarts(position) : { ...given, startedAt: null, page: 1, day: null, before: [] },
  };
}
