import * as z from 'zod';
import { type CheckStep, checkOf, keyStep } from '../kit/check.ts';
import { Id, robaws } from './api.ts';
import { allThatFit } from './list.ts';
import type { Settings } from './settings.ts';
import words from './words.json' with { type: 'json' };

const Count = z.object({ totalItems: z.number() });
const Tariff = z.looseObject({ id: Id, vatInclusive: z.boolean().nullish() });

const counted = (id: 'articles' | 'tickedArticles', query: Record<string, string>): CheckStep<Settings> => ({
  ...{ id, title: words.checks[id] },
  run: async (context) =>
    (await robaws.ask(context, { path: '/articles', query: { ...query, page: 0, size: 1 } }, Count)).totalItems,
});

export const check = checkOf<Settings>([
  keyStep((context) => robaws.ask(context, { path: '/clients', query: { page: 0, size: 1 } }, Count)),
  counted('articles', {}),
  counted('tickedArticles', { 'extraFields[ProductFlow]': 'true' }),
  {
    id: 'tariffs',
    title: words.checks.tariffs,
    run: async (context) =>
      (
        await allThatFit(context, {
          path: '/vat-tariffs',
          query: {},
          item: Tariff,
          fits: ({ vatInclusive }) => vatInclusive === true,
        })
      ).length,
  },
]);
