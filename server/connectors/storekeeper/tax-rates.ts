import * as z from 'zod';
import { PermanentError } from '#server/errors.ts';
import { type Context, callOf, is, storekeeper } from './api.ts';

const Rates = z.object({
  response: z.object({
    data: z.array(z.object({ id: z.number(), country_iso2: z.string().nullish(), value: z.coerce.number() })),
  }),
});

/** The rate of a country with so many percent; StoreKeeper writes 21 % as 0.21 (known). That a country filters the list is assumed. */
export async function taxRateOf(context: Context, country: string, percent: number): Promise<number> {
  const wanted = country.toUpperCase();
  const call = callOf('ProductsModule.listTaxRates', 0, 100, null, [is('country_iso2', wanted)]);
  const { data } = (await storekeeper.ask(context, call, Rates)).response;
  const rate = data.find((it) => it.country_iso2 === wanted && Math.abs(it.value * 100 - percent) < 0.01);
  if (rate) return rate.id;
  throw new PermanentError({
    problem: { code: 'storekeeper.no-tax-rate', params: { percent: String(percent), country: wanted } },
  });
}
