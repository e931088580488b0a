import * as z from 'zod';
import { type CheckStep, checkOf, keyStep } from '../kit/check.ts';
import { retailerApi, v11 } from './retailer-api.ts';
import type { Settings } from './settings.ts';
import words from './words.json' with { type: 'json' };

/** A list of open orders and one of offers. Neither tells a total, so a full page is not counted. */
const counted = (
  id: 'orders' | 'offers',
  call: Parameters<typeof retailerApi.ask>[1],
  full: number,
): CheckStep<Settings> => ({
  ...{ id, title: words.checks[id] },
  async run(context) {
    const found = await retailerApi.ask(context, call, z.object({ [id]: z.array(z.unknown()).default([]) }));
    const count = found[id]?.length ?? 0;
    return count < full ? count : undefined;
  },
});

const openOrders = { path: '/retailer/orders', query: { status: 'OPEN', 'fulfilment-method': 'ALL', page: 1 } };

export const check = checkOf<Settings>([
  keyStep((context) => retailerApi.send(context, openOrders)),
  counted('orders', openOrders, 50),
  counted('offers', { path: '/retailer/offers', query: { 'page-size': 100 }, headers: v11 }, 100),
]);
