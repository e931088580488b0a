import { defineConnector } from '../define.ts';
import { check } from './check.ts';
import { cancellations, orderTarget } from './orders.ts';
import problems from './problems.json' with { type: 'json' };
import { products } from './products.ts';
import { sandbox } from './sandbox/index.ts';
import { Settings } from './settings.ts';
import { orders, shipments, stock } from './sources.ts';
import words from './words.json' with { type: 'json' };

/**
 * Stockhub, a Dutch fulfilment portal. Its manual tells what it does (switches, snooze, carriers, sender names); the API in here is
 * a profile of our own until Stockhub confirms one: every operation is assumed, and says so.
 */
export default defineConnector({
  title: words.title,
  about: words.about,
  confidence: 'assumed',
  settings: Settings,
  howToConnect: words.howToConnect,
  problems,
  hosts: ({ address }) => [new URL(address).host],
  check,
  budget: { confidence: 'assumed', calls: { most: 60, perSeconds: 60 } },
  sources: { orders, shipments, stock },
  targets: { orders: orderTarget, cancellations, products },
  sandbox,
});
