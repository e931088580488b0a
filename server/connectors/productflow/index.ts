import { defineConnector } from '../define.ts';
import { check } from './check.ts';
import { acceptances, cancellations, shipments } from './order-steps.ts';
import { openOrders, orders } from './orders.ts';
import problems from './problems.json' with { type: 'json' };
import { offers, productTarget } from './product-targets.ts';
import { products } from './products.ts';
import { sandbox } from './sandbox/index.ts';
import { Settings } from './settings.ts';
import words from './words.json' with { type: 'json' };

/**
 * ProductFlow, a Dutch PIM and marketplace integrator, by its Open API. Requests follow the vendor's PHP client (MIT,
 * 2025-01-09); manuals of two partners report how it behaves. No page describes its answers: their shapes are assumed.
 */
export default defineConnector({
  title: words.title,
  about: words.about,
  confidence: 'reported',
  settings: Settings,
  howToConnect: words.howToConnect,
  problems,
  hosts: ({ address }) => [new URL(address).host],
  check,
  // No limit is known; 60 calls a minute is what such APIs usually allow.
  budget: { confidence: 'assumed', calls: { most: 60, perSeconds: 60 } },
  sources: { 'open-orders': openOrders, orders, products },
  targets: { shipments, acceptances, cancellations, products: productTarget, offers },
  sandbox,
});
