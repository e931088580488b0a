import * as z from 'zod';
import { type CheckStep, checkOf, keyStep } from '../kit/check.ts';
import { adminApi, search } from './admin-api.ts';
import type { Settings } from './settings.ts';
import words from './words.json' with { type: 'json' };

const Count = z.object({ total: z.number() });

/** Without mode 1 the total is only the number of rows on this page (documented). */
const counted = (id: 'orders' | 'products', entity: string): CheckStep<Settings> => ({
  ...{ id, title: words.checks[id] },
  run: async (context) =>
    (await adminApi.ask(context, search(entity, { page: 1, limit: 1, 'total-count-mode': 1 }), Count)).total,
});

/** Roles are given per kind of data, so each is asked for by itself. */
export const check = checkOf<Settings>([
  keyStep((context) => adminApi.ask(context, { path: '/_info/version' }, z.object({ version: z.string() }))),
  counted('orders', 'order'),
  counted('products', 'product'),
]);
