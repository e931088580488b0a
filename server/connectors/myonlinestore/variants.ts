import * as z from 'zod';
import { PermanentError } from '#server/errors.ts';
import type { ConnectorContext } from '../connector.ts';
import type { Settings } from './settings.ts';
import { shop } from './shop.ts';

type Context = ConnectorContext<Settings>;

const Option = z.looseObject({
  id: z.number(),
  name: z.string().default(''),
  image_ids: z.array(z.string()).nullish(),
});
export const ChoiceList = z.looseObject({
  id: z.number(),
  name: z.string().nullish(),
  has_images: z.boolean().nullish(),
  options: z.array(Option).default([]),
});
/** The specification lists a variant's choices one by one; its own example is an object of list id and name. */
const Choices = z.union([
  z.array(z.looseObject({ list_id: z.number(), option_id: z.number().nullish(), name: z.string().nullish() })),
  z.record(z.string(), z.string()),
]);
const Variant = z.looseObject({ id: z.number(), options: Choices.nullish(), stock: z.number().nullish() });
export const WithVariants = z.looseObject({
  lists: z.array(ChoiceList).nullish(),
  variants: z.array(Variant).nullish(),
});

/** One choice of a product ("blue") and the variant that stands for it, where the shop shows one. */
type Chosen = { listId: number; optionId: number; variant: { id: number; stock: number | null } | null };

/** Finds a product's choice by the name that people see. */
async function optionOf(context: Context, article: number, name: string): Promise<Chosen> {
  const found = await shop.find(context, { path: `/articles/${article}` }, WithVariants);
  const chosen = found && chosenIn(found, name);
  if (chosen) return chosen;
  throw new PermanentError({ problem: { code: 'myonlinestore.variant-missing', params: { variant: name } } });
}

/** Null where the product does not offer it. Only variants with a value of their own are shown (documented). */
export function chosenIn({ lists, variants }: z.infer<typeof WithVariants>, name: string): Chosen | null {
  const same = (other: string | null | undefined) => other?.trim().toLowerCase() === name.toLowerCase();
  for (const { id: listId, options } of lists ?? []) {
    const option = options.find((it) => same(it.name));
    if (!option) continue;
    const stands = variants?.find(({ options: chosen }) =>
      Array.isArray(chosen)
        ? chosen.some((it) => it.list_id === listId && (it.option_id === option.id || same(it.name)))
        : same(chosen?.[String(listId)]),
    );
    const variant = stands ? { id: stands.id, stock: stands.stock ?? null } : null;
    return { listId, optionId: option.id, variant };
  }
  return null;
}

/** Sets the stock of a choice, unless it is that already. False where the product is gone. */
export async function setVariantStock(context: Context, article: number, name: string, stock: number | null) {
  const { listId, optionId, variant } = await optionOf(context, article, name);
  if (variant?.stock === stock) return true;
  // A variant that the shop does not show yet is named by its choice (assumed).
  const named = variant ? { id: variant.id } : { options: [{ list_id: listId, option_id: optionId }] };
  const json = { variants: [{ ...named, stock }] };
  return (await shop.find(context, { method: 'PATCH', path: `/articles/${article}`, json }, z.json())) !== null;
}
