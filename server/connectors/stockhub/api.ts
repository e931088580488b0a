import * as z from 'zod';
import { defineApi } from '../kit/api.ts';
import { bearer } from '../kit/auth.ts';
import { byPageCount } from '../kit/paging.ts';
import type { Settings } from './settings.ts';

/**
 * A profile of an API that nobody outside Stockhub has seen: no documentation, client or specification of it was found. All of it is
 * assumed, in the manner of comparable Dutch warehouse systems, and stands in this folder alone so that it can be put right.
 */
export const stockhub = defineApi<Settings>({
  base: ({ address }) => address,
  auth: bearer(({ apiKey }) => apiKey),
  refusals: {
    message: ['message', 'errors'],
    table: [
      { status: 401, means: 'lost', problem: 'stockhub.key-refused' },
      { status: 404, means: 'attention', problem: 'stockhub.not-found' },
      { status: 409, says: /picking/i, means: 'attention', problem: 'stockhub.picking-started' },
      { status: 422, says: /\bchannel_id:/, means: 'attention', problem: 'stockhub.channel-off' },
      { status: 422, says: /\bsku:/, means: 'attention', problem: 'stockhub.sku-unknown' },
      { means: 'attention', problem: 'stockhub.refused' },
    ],
  },
});

/** Where the profile comes from, as the product shows it. */
export const facts = "Koppel's own profile, to be confirmed by Stockhub";

/** Newest change first, so that nothing is missed while a list changes. */
export const newestFirst = { sort: '-updated_at' };
export const pages = byPageCount({ param: 'page', sizeParam: 'per_page', size: 100, pagesAt: 'meta.last_page' });

export const Id = z.union([z.string(), z.number()]).transform(String);
