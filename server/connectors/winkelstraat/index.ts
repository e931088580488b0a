import * as z from 'zod';
import { defineConnector } from '../define.ts';
import { checkOf, keyStep } from '../kit/check.ts';
import { copernicus } from './api.ts';
import { orders, receiving } from './orders.ts';
import problems from './problems.json' with { type: 'json' };
import { sandbox } from './sandbox/index.ts';
import { Settings } from './settings.ts';
import { feed, stock } from './stock.ts';
import words from './words.json' with { type: 'json' };

const Status = z.object({ products: z.number() });

/**
 * Winkelstraat.nl, a Dutch marketplace for fashion, by way of Copernicus. What happens and in which order is known from help
 * pages; the messages are a profile of our own until Copernicus confirms one.
 */
export default defineConnector({
  title: words.title,
  about: words.about,
  confidence: 'assumed',
  settings: Settings,
  howToConnect: words.howToConnect,
  problems,
  hosts: ({ address }) => [new URL(address).host],
  check: checkOf<Settings>([
    keyStep((context) => copernicus.ask(context, { path: '/status' }, Status)),
    {
      id: 'products',
      title: words.checks.products,
      run: async (context) => (await copernicus.ask(context, { path: '/status' }, Status)).products,
    },
  ]),
  budget: { confidence: 'assumed', calls: { most: 20, perSeconds: 1 } },
  sources: { orders },
  targets: { feed, stock },
  receiving,
  sandbox,
});
