import { defineApi } from '../kit/api.ts';
import { headerKeys } from '../kit/auth.ts';
import type { Settings } from './settings.ts';

/**
 * ProductFlow's Open API. Address, both headers, the paths and the way of asking for lists are verified in the vendor's own
 * PHP client; what answers look like is found nowhere and assumed, in the manner of the Laravel API that it seems to be.
 */
export const productFlow = defineApi<Settings>({
  base: ({ address }) => address,
  auth: headerKeys(({ token, companyId }) => ({ authorization: `Bearer ${token}`, 'x-company-id': companyId })),
  refusals: {
    message: ['message', 'errors'],
    table: [
      { status: 401, means: 'lost', problem: 'productflow.token-refused' },
      { status: 403, means: 'lost', problem: 'productflow.company-refused' },
      { status: 404, means: 'attention', problem: 'productflow.not-found' },
      { status: 422, says: /\bmethod:/, means: 'attention', problem: 'productflow.carrier-unknown' },
      { status: 422, says: /\bsku:/, means: 'attention', problem: 'productflow.sku-refused' },
      { means: 'attention', problem: 'productflow.refused' },
    ],
  },
});

/** Where paths, headers and names of fields come from. */
export const facts = 'ProductFlow PHP client (productflowbv/php-client, 2025)';
