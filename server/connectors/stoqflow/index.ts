import { defineConnector } from '../define.ts';
import { cancellations } from './cancellations.ts';
import { check } from './check.ts';
import { orders } from './orders.ts';
import problems from './problems.json' with { type: 'json' };
import { products } from './products.ts';
import { salesOrders } from './sales-orders.ts';
import { sandbox } from './sandbox/index.ts';
import { addressOf, Settings } from './settings.ts';
import { stock } from './stock.ts';
import { receiving, stockChanges } from './stock-changes.ts';
import words from './words.json' with { type: 'json' };

/**
 * Stoqflow, a Belgian warehouse and stock tool. Contract: what a client of the live API does and what the help pages tell
 * (reported); there is no public description, so reading orders and stock is assumed.
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
  // That only a small burst is allowed is reported, its size is not; 429 says how long to wait.
  budget: { confidence: 'assumed', calls: { most: 50, perSeconds: 10 } },
  sources: { orders, stock, 'stock-changes': stockChanges },
  targets: { products, orders: salesOrders, cancellations },
  receiving,
  sandbox,
});
