import * as z from 'zod';
import { PermanentError } from '#server/errors.ts';
import { checkOf, keyStep } from '../kit/check.ts';
import { productFlow } from './api.ts';
import type { Settings } from './settings.ts';
import words from './words.json' with { type: 'json' };

const Channels = z.object({ data: z.array(z.unknown()) });
const Prices = z.object({
  data: z.array(z.object({ identifier: z.coerce.string(), lines: z.array(z.object({ price: z.number().nullish() })) })),
});

/** Whole cents have no fractions: an order that shows one betrays that the connection reads its amounts wrongly. */
export const check = checkOf<Settings>([
  keyStep((context) => productFlow.ask(context, { path: '/marketplace' }, Channels)),
  {
    id: 'channels',
    title: words.checks.channels,
    run: async (context) => (await productFlow.ask(context, { path: '/marketplace' }, Channels)).data.length,
  },
  {
    id: 'amounts',
    title: words.checks.amounts,
    async run(context) {
      const query = { 'status[0]': 'open', 'sort[0]': '-updated_at', page: 1, per_page: 15 };
      const { data } = await productFlow.ask(context, { path: '/order', query }, Prices);
      const odd = data.find(({ lines }) => lines.some(({ price }) => price && !Number.isInteger(price)));
      if (odd && context.settings.moneyUnit === 'cents')
        throw new PermanentError({ problem: { code: 'productflow.money-unit', params: { order: odd.identifier } } });
    },
  },
]);
