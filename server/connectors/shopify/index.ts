import * as z from 'zod';
import { defineConnector } from '../define.ts';
import { checkOf, keyStep } from '../kit/check.ts';
import { addressOf, adminApi, asking, Settings } from './admin-api.ts';
import { orders } from './orders.ts';
import problems from './problems.json' with { type: 'json' };
import { sandbox } from './sandbox.ts';
import { stock } from './stock.ts';
import words from './words.json' with { type: 'json' };

const Count = z.object({ data: z.object({ ordersCount: z.object({ count: z.number() }) }) });

/** Shopify by its Admin GraphQL API; REST is legacy since October 2024 (documented). */
export default defineConnector({
  title: words.title,
  about: words.about,
  confidence: 'assumed',
  settings: Settings,
  howToConnect: words.howToConnect,
  problems,
  hosts: (settings) => [new URL(addressOf(settings)).host],
  check: checkOf<Settings>([
    keyStep((context) => adminApi.send(context, asking('query { shop { name } }'))),
    {
      ...{ id: 'orders', title: words.checks.orders },
      run: async (context) =>
        (await adminApi.ask(context, asking('query { ordersCount { count } }'), Count)).data.ordersCount.count,
    },
  ]),
  budget: { confidence: 'assumed', concurrent: 2 },
  sources: { orders },
  targets: { stock },
  sandbox,
});
