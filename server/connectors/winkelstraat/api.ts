import { defineApi } from '../kit/api.ts';
import { headerKeys } from '../kit/auth.ts';
import type { Settings } from './settings.ts';

/**
 * The way to Winkelstraat.nl by way of Copernicus. Known from help pages: a stock feed each night that must have run once,
 * then a message for every change of stock, and orders that Copernicus sends. How any of it is written is public nowhere: the messages are
 * a profile of our own, and stand in this folder alone so that they can be put right. In particular Copernicus is said to fetch the
 * feed itself; here its lines are handed over.
 */
export const copernicus = defineApi<Settings>({
  base: ({ address }) => address,
  auth: headerKeys(({ apiKey }) => ({ 'x-api-key': apiKey })),
  refusals: {
    message: ['error', 'message'],
    table: [
      { status: 401, means: 'lost', problem: 'winkelstraat.key-refused' },
      { status: [404, 409], says: /unknown product/i, means: 'attention', problem: 'winkelstraat.not-in-feed' },
      { means: 'attention', problem: 'winkelstraat.refused' },
    ],
  },
});

/** Where the profile comes from, as the product shows it. */
export const facts = "Help pages tell what happens; Koppel's own profile, to be confirmed by Copernicus";
