import * as z from 'zod';

/** ProductFlow's own names of where an order stands. */
const statuses = ['open', 'accepted', 'shipped', 'completed', 'cancelled'] as const;

export const WebOrder = z.looseObject({
  order: z.string().trim().min(1).max(100),
  status: z.enum(statuses),
  date: z.iso.date(),
  lines: z
    .array(
      z.looseObject({
        articleNumber: z.string().trim().min(1).nullish(),
        description: z.string().nullish(),
        quantity: z.number().positive(),
        /** One piece, VAT included. */
        price: z.number(),
        vatCode: z.string().trim().min(1).nullish(),
      }),
    )
    .min(1),
});
export type WebOrder = z.infer<typeof WebOrder>;

/** What stands on everything that is made for an order, and by which it is found again. */
export const markOf = ({ order }: Pick<WebOrder, 'order'>) => `ProductFlow ${order}`;
