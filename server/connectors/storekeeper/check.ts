import * as z from 'zod';
import { checkOf, keyStep } from '../kit/check.ts';
import { callOf, storekeeper } from './api.ts';
import { countProducts } from './products.ts';
import type { Settings } from './settings.ts';
import words from './words.json' with { type: 'json' };

const Shop = z.object({ response: z.object({ id: z.number() }) });

export const check = checkOf<Settings>([
  keyStep((context) => storekeeper.ask(context, callOf('ShopModule.getShopWithRelation'), Shop)),
  { id: 'products', title: words.checks.products, run: countProducts },
]);
