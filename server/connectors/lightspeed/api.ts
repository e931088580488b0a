import * as z from 'zod';
import { field } from '../form.ts';
import { defineApi } from '../kit/api.ts';
import { basic } from '../kit/auth.ts';
import { secret } from '../kit/fields.ts';
import words from './words.json' with { type: 'json' };

/** The two clusters of the C-Series (documented: the vendor's own client). */
const clusters = { eu1: 'https://api.webshopapp.com', us1: 'https://api.shoplightspeed.com' };

export const Settings = z.object({
  cluster: field(z.enum(['eu1', 'us1']).default('eu1'), { ...words.cluster, choices: words.clusters }),
  language: field(
    z
      .string()
      .trim()
      .regex(/^[a-z]{2}$/)
      .default('nl'),
    words.language,
  ),
  apiKey: secret(words.apiKey),
  apiSecret: secret(words.apiSecret),
  address: field(z.url({ protocol: /^https?$/ }).optional(), { ...words.address, as: 'hidden' }),
});
export type Settings = z.infer<typeof Settings>;

export const addressOf = ({ address, cluster }: Settings) => address ?? clusters[cluster];

const hasError = z.object({ error: z.object({}) });

/**
 * Every path stands under a language (documented). The vendor's client puts key and secret into the address; they are sent
 * as the header that such an address stands for, so that no log on the way keeps them. An `error` counts as a failure even
 * beside a good status (documented).
 */
export const lightspeed = defineApi<Settings>({
  base: (settings) => `${addressOf(settings)}/${settings.language}`,
  auth: basic(
    ({ apiKey }) => apiKey,
    ({ apiSecret }) => apiSecret,
  ),
  refusals: {
    message: ['error.message'],
    code: ['error.code'],
    despiteStatus: (body, status) => status < 300 && hasError.safeParse(body).success,
  },
});

export const facts = {
  client: "The vendor's own PHP client (SEOshop/API-PHP-Client)",
  guess: "Resources from the vendor's own client; fields and filters by analogy",
};
