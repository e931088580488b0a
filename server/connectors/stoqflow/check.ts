import { checkOf, keyStep } from '../kit/check.ts';
import { companyOf } from './company.ts';
import type { Settings } from './settings.ts';
import words from './words.json' with { type: 'json' };

/** The company's own page tells whether the keys hold, and which channels orders can go to. */
export const check = checkOf<Settings>([
  keyStep((context) => companyOf(context)),
  {
    ...{ id: 'brands', title: words.checks.brands },
    run: async (context) => (await companyOf(context)).brands.length,
  },
  {
    ...{ id: 'shops', title: words.checks.shops },
    run: async (context) => (await companyOf(context)).brands.flatMap(({ shops }) => shops).length,
  },
]);
