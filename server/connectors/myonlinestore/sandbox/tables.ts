import type { SandboxTable } from '#flows/api/sandboxes.ts';
import words from '../words.json' with { type: 'json' };
import { lacksVat } from './actions.ts';
import { documentOf } from './seed.ts';
import { statuses, type World } from './world.ts';

const { tables: titles, columns: columnTitles } = words.sandbox;
const columns = (...ids: (keyof typeof columnTitles)[]) => ids.map((id) => ({ id, title: columnTitles[id] }));

/** The newest orders first, as a shop's own list shows them, and the products. */
export const tables = (world: World): SandboxTable[] => [
  {
    id: 'orders',
    title: titles.orders,
    columns: columns('number', 'customer', 'country', 'lines', 'total', 'status', 'paid', 'vat'),
    rows: world.orders
      .filter((order) => !order.number.startsWith('T-'))
      .slice(-100)
      .reverse()
      .map(documentOf)
      .map(({ number, debtor, price, currency, orderlines, status, payment_status }) => ({
        number,
        customer: debtor.address.invoice.company || debtor.address.invoice.name,
        country: debtor.address.invoice.country_code,
        lines: orderlines.length,
        total: `${Number(price.total).toFixed(2)} ${currency}`,
        status: statuses.find((it) => it.status === status)?.description ?? String(status),
        paid: payment_status === 'captured',
        vat: !orderlines.some(lacksVat),
      })),
  },
  {
    id: 'articles',
    title: titles.articles,
    columns: columns('sku', 'name', 'price', 'stock'),
    rows: world.articles.map(({ sku, name, cents, stock }) => ({ sku, name, price: (cents / 100).toFixed(2), stock })),
  },
];
