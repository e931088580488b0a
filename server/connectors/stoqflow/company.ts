import * as z from 'zod';
import { PermanentError } from '#server/errors.ts';
import { type Context, warehouseApi } from './warehouse-api.ts';

const Named = z.object({ _id: z.string(), name: z.string().default('') });

/** The company with its brands, and the sales channels of each (reported). Ids are case-sensitive (reported). */
const Company = Named.extend({
  brands: z.array(Named.extend({ shops: z.array(Named).default([]) })).default([]),
});

export const companyOf = (context: Context) => warehouseApi.ask(context, { path: '/company' }, Company);

type Kind = 'shop' | 'brand';

/**
 * The id of the sales channel, or brand, that a person named by its name or id. Where nothing was named and there is only
 * one, it is that one.
 */
export async function idOf(context: Context, kind: Kind, wanted: string): Promise<string> {
  const { brands } = await companyOf(context);
  const all = kind === 'brand' ? brands : brands.flatMap(({ shops }) => shops);
  const fits = all.filter(({ _id, name }) => _id === wanted || name.toLowerCase() === wanted.toLowerCase());
  const [found, ...others] = wanted === '' ? all : fits;
  if (found && others.length === 0) return found._id;
  const names = all.map(({ name, _id }) => name || _id).join(', ');
  throw new PermanentError({ problem: { code: `stoqflow.choose-${kind}`, params: { wanted, names } } });
}
