import { defineConnector } from '../define.ts';
import { articles } from './articles.ts';
import { check } from './check.ts';
import { article, debtor } from './lookups.ts';
import problems from './problems.json' with { type: 'json' };
import { salesInvoices } from './sales-invoices.ts';
import { salesOrders } from './sales-orders.ts';
import { sandbox } from './sandbox/index.ts';
import { addressOf, Settings } from './settings.ts';
import words from './words.json' with { type: 'json' };

/**
 * AccountView (Visma), Dutch accounting, by the AccountView.Net Web API v3. There is no published contract: what is known
 * comes from clients of the live API and the data dictionary that the API itself shows (reported).
 */
export default defineConnector({
  title: words.title,
  about: words.about,
  confidence: 'reported',
  settings: Settings,
  howToConnect: words.howToConnect,
  problems,
  hosts: (settings) => [new URL(addressOf(settings)).host],
  check,
  // No limit is known; the program at the customer serves people too (assumed).
  budget: { confidence: 'assumed', concurrent: 4 },
  sources: { articles },
  lookups: { debtor, article },
  targets: { 'sales-orders': salesOrders, 'sales-invoices': salesInvoices },
  sandbox,
});
