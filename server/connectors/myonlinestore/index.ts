import { defineConnector } from '../define.ts';
import { check } from './check.ts';
import { orders } from './orders.ts';
import problems from './problems.json' with { type: 'json' };
import { products } from './products.ts';
import { sandbox } from './sandbox/index.ts';
import { Settings } from './settings.ts';
import { stock } from './stock.ts';
import words from './words.json' with { type: 'json' };

/**
 * MijnWebwinkel (MyOnlineStore), a Dutch hosted shop. Contract: the vendor's OpenAPI description of the Connect API
 * (documented), with the differences that a client of the live API observed (reported).
 */
export default defineConnector({
  title: words.title,
  about: words.about,
  confidence: 'documented',
  settings: Settings,
  howToConnect: words.howToConnect,
  problems,
  hosts: ({ address }) => [new URL(address).host],
  check,
  // That there is a limit per partner and store is documented, its number is not: 60 calls a minute are assumed, and
  // that a partner who only makes errors is cut off.
  budget: { confidence: 'assumed', calls: { most: 60, perSeconds: 60 }, errorsPerHour: 300 },
  sources: { orders },
  targets: { stock, products },
  sandbox,
});
