import * as z from 'zod';
import { defineConnector } from '../define.ts';
import { checkOf, keyStep } from '../kit/check.ts';
import { addressOf, lightspeed, Settings } from './api.ts';
import problems from './problems.json' with { type: 'json' };
import { sandbox } from './sandbox.ts';
import { orders, variants } from './sources.ts';
import { shipments, stock } from './targets.ts';
import words from './words.json' with { type: 'json' };

const Count = z.object({ count: z.number() });

/** Lightspeed eCom (C-Series, once SEOshop): hosts, paths, sign-in and limits from the vendor's client, fields assumed. */
export default defineConnector({
  title: words.title,
  about: words.about,
  confidence: 'assumed',
  settings: Settings,
  howToConnect: words.howToConnect,
  problems,
  hosts: (settings) => [new URL(addressOf(settings)).host],
  check: checkOf<Settings>([
    keyStep((context) => lightspeed.send(context, { path: '/account/ratelimit.json' })),
    {
      id: 'orders',
      title: words.checks.orders,
      run: async (context) => (await lightspeed.ask(context, { path: '/orders/count.json' }, Count)).count,
    },
    {
      id: 'variants',
      title: words.checks.variants,
      run: async (context) => (await lightspeed.ask(context, { path: '/variants/count.json' }, Count)).count,
    },
  ]),
  // 300 in five minutes, 3,000 an hour, 12,000 a day: the header tells all three at once.
  budget: { confidence: 'documented', calls: { most: 300, perSeconds: 300 } },
  sources: { orders, variants },
  targets: { stock, shipments },
  sandbox,
});
