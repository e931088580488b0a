import * as z from 'zod';
import { type CheckStep, checkOf, keyStep } from '../kit/check.ts';
import type { Settings } from './settings.ts';
import { shop } from './shop.ts';
import words from './words.json' with { type: 'json' };

const Count = z.object({ count: z.number() });

const counted = (id: 'orders' | 'articles'): CheckStep<Settings> => ({
  ...{ id, title: words.checks[id] },
  run: async (context) => (await shop.ask(context, { path: `/${id}/count` }, Count)).count,
});

export const check = checkOf<Settings>([
  keyStep((context) => shop.ask(context, { path: '/store' }, z.object({}))),
  counted('orders'),
  counted('articles'),
]);
