import * as z from 'zod';
import { field } from '../form.ts';
import words from './words.json' with { type: 'json' };

/**
 * Both headers are needed on every call (verified in the vendor's PHP client): one person's token may reach several
 * companies. How amounts in orders are written is nowhere documented: whole cents per piece are assumed, from the
 * vendor's own calls to custom shops, and a person can say otherwise.
 */
export const Settings = z.object({
  token: field(z.string().trim().min(1).max(5000), { ...words.settings.token, as: 'secret' }),
  companyId: field(z.string().trim().regex(/^\d+$/), { ...words.settings.companyId, placeholder: '1042' }),
  moneyUnit: field(z.enum(['cents', 'decimal']).default('cents'), {
    ...words.settings.moneyUnit,
    choices: words.settings.moneyUnits,
  }),
  linePrice: field(z.enum(['piece', 'line']).default('piece'), {
    ...words.settings.linePrice,
    choices: words.settings.linePrices,
  }),
  address: field(z.url({ protocol: /^https?$/ }).default('https://cloud.productflow.com/api/v1'), {
    ...words.settings.address,
    as: 'hidden',
  }),
});
export type Settings = z.infer<typeof Settings>;
