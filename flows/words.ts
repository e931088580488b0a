import * as z from 'zod';

/** The languages of the product, in the order in which a person may choose them. */
export const languages = ['en', 'nl', 'de', 'fr'] as const;
export const Language = z.enum(languages);
export type Language = z.infer<typeof Language>;

/** One human-facing text in every language of the product. */
export const Words = z.object({
  en: z.string().min(1),
  nl: z.string().min(1),
  de: z.string().min(1),
  fr: z.string().min(1),
});
export type Words = z.infer<typeof Words>;
