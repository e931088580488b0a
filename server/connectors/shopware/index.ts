import { defineConnector } from '../define.ts';
import { check } from './check.ts';
import { orderStates } from './order-states.ts';
import { orderEvents, orders } from './orders.ts';
import problems from './problems.json' with { type: 'json' };
import { products } from './products.ts';
import { sandbox } from './sandbox/index.ts';
import { Settings } from './settings.ts';
import { shipments } from './shipments.ts';
import { stock } from './stock.ts';
import { receiving } from './webhooks.ts';
import words from './words.json' with { type: 'json' };

/**
 * Shopware 6 by its Admin API, 6.5 to 6.7. Contract: the vendor's own OpenAPI document, its docs and the source of the platform
 * (documented).
 */
export default defineConnector({
  title: words.title,
  about: words.about,
  confidence: 'documented',
  settings: Settings,
  howToConnect: words.howToConnect,
  problems,
  hosts: ({ shop }) => [new URL(shop).host],
  check,
  // The platform itself counts only sign-ins; what a merchant's server bears is a guess.
  budget: { confidence: 'assumed', concurrent: 4 },
  sources: { orders, 'order-events': orderEvents },
  targets: { shipments, stock, products, 'order-states': orderStates },
  receiving,
  sandbox,
});
