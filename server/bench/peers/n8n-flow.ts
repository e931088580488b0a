import { randomUUID } from 'node:crypto';
import type { How } from '../koppel.ts';

/** The 25 fields as expressions of n8n's own; those of the lines are one, for it has no mapping per line. */
const billing = '$json.customer.addresses.find((it) => it.kind === "billing")';
const delivery = '$json.customer.addresses.find((it) => it.kind === "delivery")';
const cents = (amount: string) => `Math.round((${amount}) * 100) / 100`;

export const fields: readonly (readonly [name: string, type: string, expression: string])[] = [
  ['number', 'string', '$json.number'],
  ['date', 'string', '$json.placed_at.split("T")[0]'],
  ['status', 'string', '$json.status.name'],
  ['paid', 'boolean', '$json.paid'],
  ['currency', 'string', '$json.currency.toUpperCase()'],
  ['customer.code', 'string', '"C" + $json.customer.id'],
  ['customer.email', 'string', '$json.customer.email.toLowerCase()'],
  ['customer.language', 'string', '$json.customer.language'],
  ['invoice.name', 'string', `${billing}.name`],
  ['invoice.street', 'string', `${billing}.street`],
  ['invoice.postcode', 'string', `${billing}.postcode`],
  ['invoice.city', 'string', `${billing}.city.toUpperCase()`],
  ['invoice.country', 'string', `${billing}.country.code`],
  ['delivery.name', 'string', `${delivery}.name`],
  ['delivery.city', 'string', `${delivery}.city`],
  ['payment', 'string', '$json.payment.method === "ideal" ? "IDEAL" : $json.payment.method'],
  ['reference', 'string', '$json.payment.reference'],
  ['shippingCosts', 'number', '$json.shipping.price'],
  ['total', 'number', cents('$json.total')],
  ['vat', 'number', cents('$json.total - $json.total / 1.21')],
  [
    'lines',
    'array',
    `$json.orderlines.map((line) => ({ sku: line.sku, text: line.description.slice(0, 40), quantity: line.quantity, price: line.price.net, amount: ${cents('line.quantity * line.price.net')} }))`,
  ],
];

type Settings = Record<string, unknown>;

const as = (expression: string) => `={{ ${expression} }}`;

const node = (name: string, [type, typeVersion]: [string, number], parameters: Settings, more: Settings = {}) => ({
  ...{ id: randomUUID(), name, type: `n8n-nodes-base.${type}`, typeVersion, position: [0, 0], parameters },
  ...more,
});

const conditions = (...all: Settings[]) => ({
  conditions: {
    options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 3 },
    combinator: 'and',
    conditions: all.map((one) => ({ id: randomUUID(), rightValue: '', ...one })),
  },
});

const isTrue = { type: 'boolean', operation: 'true', singleValue: true };
const exists = { type: 'string', operation: 'exists', singleValue: true };
const larger = { type: 'number', operation: 'gt' };
const shop = "$('Start').first().json.query";

const post = (path: How, body: string) => ({
  ...{ method: 'POST', url: as(`${shop}.shop + "/${path}"`) },
  ...{ sendBody: true, specifyBody: 'json', jsonBody: as(body), options: {} },
});

const first = [
  node('Start', ['webhook', 2.1], { httpMethod: 'GET', responseMode: 'lastNode', options: {} }),
  node(
    'Read a page',
    ['httpRequest', 4.5],
    { url: as(`${shop}.shop + "/orders?page=" + $runIndex + "&of=" + ${shop}.total`), options: {} },
    { executeOnce: true },
  ),
  node('Split Out', ['splitOut', 1], { fieldToSplitOut: 'orders', options: {} }),
  node('Edit Fields', ['set', 3.5], {
    assignments: {
      assignments: fields.map(([name, type, value]) => ({ id: randomUUID(), name, type, value: as(value) })),
    },
    options: {},
  }),
  node('Filter', ['filter', 2.3], {
    ...conditions(
      { leftValue: as('$json.total'), rightValue: 0, operator: larger },
      { leftValue: as('$json.number'), operator: exists },
    ),
    options: {},
  }),
];
const gather = node('Aggregate', ['aggregate', 1], { aggregate: 'aggregateAllItemData', options: {} });
const more = node(
  'More pages?',
  ['if', 2.3],
  { ...conditions({ leftValue: as("$('Read a page').first().json.more"), operator: isTrue }), options: {} },
  { executeOnce: true },
);

/** What it passes on is what the caller hears. */
const done = node('Done', ['noOp', 1], {});

/** Page by page: read, map, filter, send, the next one. `/list` sends a page as one list, `/one` every record. */
export function n8nFlow(how: How) {
  const send =
    how === 'list'
      ? [gather, node('Send', ['httpRequest', 4.5], post(how, '$json.data'))]
      : [node('Send', ['httpRequest', 4.5], post(how, '$json'))];
  const nodes = [...first, ...send, more, done].map((it) =>
    it.name === 'Start' ? { ...it, webhookId: randomUUID(), parameters: { ...it.parameters, path: how } } : it,
  );
  const to = (name: string) => [{ node: name, type: 'main', index: 0 }];
  const connections = Object.fromEntries(
    nodes.slice(0, -1).map(({ name }, no) => {
      const next = to(nodes[no + 1]?.name ?? '');
      return [name, { main: name === more.name ? [to('Read a page'), next] : [next] }];
    }),
  );
  return {
    id: `bench-${how}`,
    name: `Bench ${how}`,
    active: false,
    nodes,
    connections,
    settings: { executionOrder: 'v1' },
  };
}
