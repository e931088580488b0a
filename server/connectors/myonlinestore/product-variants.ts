import type * as z from 'zod';
import { PermanentError } from '#server/errors.ts';
import type { ConnectorContext, Written } from '../connector.ts';
import { articleId, choiceListId, productMissing } from './article-index.ts';
import type { Options, Product } from './product.ts';
import type { Settings } from './settings.ts';
import { shop } from './shop.ts';
import { ChoiceList, chosenIn, setVariantStock, WithVariants } from './variants.ts';

type Context = ConnectorContext<Settings>;

/** A choice of another product: it gets the choice, where the list has it already or takes it, and its own stock. */
export async function writeVariant(
  context: Context,
  options: Options,
  product: Product,
  main: string,
): Promise<Written> {
  const { variant, choiceList } = product;
  if (!variant || !choiceList)
    throw new PermanentError({ problem: { code: 'myonlinestore.choice-not-named', params: { sku: product.sku } } });
  const id = await articleId(context, options.by, main);
  if (id === null) throw productMissing(main);
  const there = await shop.ask(context, { path: `/articles/${id}` }, WithVariants);
  const isNew = chosenIn(there, variant) === null;
  if (isNew && options.write === 'update') throw productMissing(`${main} ${variant}`);
  if (isNew) await offer(context, id, there, { choiceList, variant });
  const mayStock = isNew || (options.write !== 'create' && options.updateStock);
  if (product.stock !== undefined && mayStock) await setVariantStock(context, id, variant, product.stock);
  return { id: `${id} ${variant}` };
}

/** A product's lists are written as a whole (documented), so those that it has go along. */
async function offer(
  context: Context,
  id: number,
  { lists }: z.infer<typeof WithVariants>,
  { choiceList, variant }: { choiceList: string; variant: string },
): Promise<void> {
  const listId = await choiceListId(context, choiceList);
  if (listId === null)
    throw new PermanentError({ problem: { code: 'myonlinestore.choice-list-missing', params: { list: choiceList } } });
  const option = await optionId(context, listId, variant);
  const kept = (lists ?? []).map(({ id: list, has_images, options }) => ({
    ...{ id: list, has_images: has_images ?? false },
    options: options.map((it) => ({ id: it.id, image_ids: it.image_ids ?? [] })),
  }));
  if (!kept.some((it) => it.id === listId)) kept.push({ id: listId, has_images: false, options: [] });
  const added = { id: option, image_ids: [] };
  const json = { lists: kept.map((it) => (it.id === listId ? { ...it, options: [...it.options, added] } : it)) };
  await shop.send(context, { method: 'PATCH', path: `/articles/${id}`, json });
}

/** The option of a list; added where the list lacks it, which all products with the list then may offer. */
async function optionId(context: Context, listId: number, name: string): Promise<number> {
  const of = (list: z.infer<typeof ChoiceList>) =>
    list.options.find((it) => it.name.trim().toLowerCase() === name.toLowerCase())?.id;
  const known = of(await shop.ask(context, { path: `/articlelists/${listId}` }, ChoiceList));
  if (known !== undefined) return known;
  const call = { method: 'POST', path: `/articlelistoptions/${listId}`, json: [{ name, price: '0.00' }] } as const;
  const added = of(await shop.ask(context, call, ChoiceList));
  if (added !== undefined) return added;
  throw new PermanentError({ problem: { code: 'myonlinestore.variant-missing', params: { variant: name } } });
}
