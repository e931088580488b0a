import { defineConnector } from '../define.ts';
import { administrativeOrders } from './administrative-orders.ts';
import { check } from './check.ts';
import problems from './problems.json' with { type: 'json' };
import { receiving } from './receiving.ts';
import { sandbox } from './sandbox/index.ts';
import { Settings } from './settings.ts';
import { stockChanges } from './stock-changes.ts';
import { stockFeed } from './stock-feed.ts';
import words from './words.json' with { type: 'json' };

/**
 * StoreKeeper, a Dutch back office for shops, by the calls of its own public plugins. What those do not show (numbers of
 * orders as a filter, lists of ids) is assumed, and says so where it stands.
 */
export default defineConnector({
  title: words.title,
  about: words.about,
  confidence: 'documented',
  settings: Settings,
  howToConnect: words.howToConnect,
  problems,
  hosts: ({ apiUrl }) => (apiUrl === '' ? [] : [new URL(apiUrl).host]),
  check,
  // No limit is published; that a shop is best asked one thing at a time is assumed.
  budget: { confidence: 'assumed', concurrent: 1 },
  sources: { 'stock-feed': stockFeed, 'stock-changes': stockChanges },
  targets: { 'administrative-orders': administrativeOrders },
  receiving,
  sandbox,
});
