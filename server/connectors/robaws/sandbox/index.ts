import { basicDoor, eitherDoor, tokenDoor } from '#server/sandboxes/kit/doors.ts';
import { newestOf, vendorSandbox } from '#server/sandboxes/kit/vendor-sandbox.ts';
import { valueAt } from '../../value-at.ts';
import words from '../words.json' with { type: 'json' };
import { actions } from './actions.ts';
import { articleList } from './articles.ts';
import { webhookSecret } from './hooks.ts';
import { addRoutes, problem } from './routes.ts';

const key = { apiKey: 'robaws-demo-key', apiSecret: 'robaws-demo-secret', webhookSecret };
export const app = { clientId: 'robaws-demo-app', clientSecret: 'robaws-demo-app-secret' };
const { tables, columns } = words.sandbox;

/**
 * A stand-in for Robaws: both ways in, pages from 0, filters that are ignored where a tenant does not know them, numbers that
 * stand there twice, a bucket of calls with a block after it. Stock changes, invoices and tariffs are as assumed as the connector's.
 */
export const sandbox = vendorSandbox({
  door: eitherDoor(
    basicDoor(key.apiKey, key.apiSecret, key),
    tokenDoor({ path: '/oauth2/tokens', ...app, seconds: 3600, settings: {}, firstRefresh: 'robaws-demo-refresh' }),
  ),
  error: problem,
  refusal: { status: 400, body: problem(400, 'refused, as the sandbox was told to') },
  lists: { articles: articleList },
  rules: { limits: false, ignoreFilters: false },
  routes: addRoutes,
  sends: true,
  actions,
  isWrite: ({ method, url }) => method !== 'GET' && url.includes('/api/v2/'),
  settings: (address) => ({ address: `${address}/api/v2` }),
  tables: [
    {
      ...{ id: 'articles', title: tables.articles },
      columns: {
        ...{ id: columns.id, articleNumber: columns.number, name: columns.name, availableStock: columns.stock },
        ...{ salePrice: columns.salePrice, ticked: columns.ticked },
      },
      rows: (place) =>
        newestOf(place.view('articles')).map((article) => ({
          ...article,
          ticked: valueAt(article, 'extraFields.ProductFlow.booleanValue') === true,
        })),
    },
    {
      ...{ id: 'stock-changes', title: tables.stockChanges },
      columns: { articleId: columns.id, quantity: columns.quantity, description: columns.description },
      rows: (place) => place.kept('stockChanges').slice(-100).reverse(),
    },
    {
      ...{ id: 'invoices', title: tables.invoices },
      columns: { logicId: columns.number, clientReference: columns.description, date: columns.date },
      rows: (place) => place.kept('invoices').slice(-100).reverse(),
    },
  ],
});
