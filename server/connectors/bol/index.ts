import { defineConnector } from '../define.ts';
import { cancellations } from './cancellations.ts';
import { check } from './check.ts';
import { offerStock } from './offer-stock.ts';
import { offers } from './offers.ts';
import { orders } from './orders.ts';
import problems from './problems.json' with { type: 'json' };
import { sandbox } from './sandbox/index.ts';
import { Settings } from './settings.ts';
import { shipments } from './shipments.ts';
import words from './words.json' with { type: 'json' };

/**
 * bol (bol.com), the marketplace of the Netherlands and Belgium. Contract: the vendor's OpenAPI descriptions of the Retailer
 * API 10 and the Offers API 11 (documented), with what clients of the live API have seen (reported).
 */
export default defineConnector({
  title: words.title,
  about: words.about,
  confidence: 'documented',
  settings: Settings,
  howToConnect: words.howToConnect,
  problems,
  hosts: ({ address, loginAddress }) => [new URL(address).host, new URL(loginAddress).host],
  check,
  // Limits are per endpoint, most of them 20 to 50 a second (reported); the stricter ones answer 429 with how long to wait.
  budget: { confidence: 'reported', calls: { most: 20, perSeconds: 1 } },
  sources: { orders, offers },
  targets: { shipments, cancellations, 'offer-stock': offerStock },
  sandbox,
});
