import * as z from 'zod';
import { firstFrom, fromDay } from '../kit/fields.ts';
import { byCursor } from '../kit/paging.ts';
import { line, samplesOf } from '../kit/reading.ts';
import { listSource } from '../kit/source.ts';
import { adminApi, asking, factsFrom } from './admin-api.ts';
import samples from './samples.json' with { type: 'json' };
import words from './words.json' with { type: 'json' };

const money = '{ shopMoney { amount currencyCode } }';
const taxLines = `taxLines { ratePercentage priceSet ${money} }`;
const address = '{ firstName lastName company address1 address2 zip city countryCodeV2 phone }';
const items = `nodes { id title sku quantity currentQuantity discountedTotalSet(withCodeDiscounts: true) ${money} ${taxLines} }
  pageInfo { hasNextPage }`;
const order = `id name createdAt updatedAt cancelledAt email taxesIncluded note displayFinancialStatus
  displayFulfillmentStatus paymentGatewayNames totalPriceSet ${money}
  shippingAddress ${address} billingAddress ${address}
  shippingLines(first: 3) { nodes { title discountedPriceSet ${money} ${taxLines} } }`;

/** A query has a budget that grows with what it may bring (documented): few orders a page, with the lines that most have. */
const listQuery = `query ($first: Int!, $after: String, $filter: String) {
  orders(first: $first, after: $after, query: $filter, sortKey: UPDATED_AT) {
    nodes { ${order} lineItems(first: 20) { ${items} } } pageInfo { endCursor hasNextPage } } }`;
const oneQuery = `query ($filter: String) { orders(first: 1, query: $filter) { nodes { ${order} lineItems(first: 20) { ${items} } } } }`;
const linesQuery = `query ($id: ID!) { order(id: $id) { lineItems(first: 250) { ${items} } } }`;

const Order = z.object({
  id: z.string(),
  name: z.string(),
  updatedAt: z.coerce.date(),
  displayFinancialStatus: z.string().nullish(),
  totalPriceSet: z.object({ shopMoney: z.object({ amount: z.string(), currencyCode: z.string() }) }),
  lineItems: z.object({ pageInfo: z.object({ hasNextPage: z.boolean() }) }),
});

/**
 * Orders by their name (#1001), in the order of their last change. Only those of the last 60 days come unless the app may read
 * all orders (reported). An order with more lines than a page holds has all of them under `allLines`.
 */
export const orders = listSource({
  title: words.sources.orders,
  confidence: 'assumed',
  factsFrom,
  options: z.object({ from: fromDay() }),
  samples: samplesOf(samples.orders),
  api: adminApi,
  call: () => asking(listQuery),
  list: 'data.orders.nodes',
  paging: byCursor({
    ...{ param: 'variables.after', at: 'data.orders.pageInfo.endCursor', moreAt: 'data.orders.pageInfo.hasNextPage' },
    ...{ sizeParam: 'variables.first', size: 25 },
  }),
  since: { param: 'variables.filter', write: (at) => `updated_at:>='${at.toISOString()}'`, first: firstFrom },
  reading: {
    view: Order,
    key: ({ name }) => name,
    title: ({ name, displayFinancialStatus, totalPriceSet: { shopMoney } }) =>
      line(name, displayFinancialStatus?.toLowerCase(), `${shopMoney.amount} ${shopMoney.currencyCode}`),
    changed: ({ updatedAt }) => updatedAt,
  },
  each: {
    call: ({ id, lineItems }) => (lineItems.pageInfo.hasNextPage ? asking(linesQuery, { id }) : null),
    under: 'allLines',
  },
  one: { call: (key) => asking(oneQuery, { filter: `name:'${key.replace(/['\\]/g, '')}'` }), at: 'data.orders.nodes' },
});
