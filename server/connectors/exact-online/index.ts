import * as z from 'zod';
import { PermanentError } from '#server/errors.ts';
import { defineConnector } from '../define.ts';
import { checkOf, keyStep } from '../kit/check.ts';
import { addressOf, exact, grant, Settings } from './api.ts';
import { items } from './items.ts';
import problems from './problems.json' with { type: 'json' };
import { salesInvoices, salesOrders } from './sales.ts';
import { sandbox } from './sandbox.ts';
import words from './words.json' with { type: 'json' };

const Me = z.object({ d: z.object({ results: z.array(z.object({ CurrentDivision: z.number() })) }) });

/** Exact Online: sign-in, limits and the form of answers from a client of the live API; fields of orders assumed. */
export default defineConnector({
  title: words.title,
  about: words.about,
  confidence: 'reported',
  settings: Settings,
  howToConnect: words.howToConnect,
  problems,
  hosts: (settings) => [new URL(addressOf(settings)).host],
  grant,
  check: checkOf<Settings>([
    keyStep((context) => exact.ask(context, { path: '/current/Me', query: { $select: 'CurrentDivision' } }, Me)),
    {
      id: 'division',
      title: words.checks.division,
      async run(context) {
        const { division } = context.settings;
        const query = { $top: 1, $select: 'ID', $filter: "Modified ge datetime'1970-01-01T00:00:00'" };
        const found = await exact.sendTo(context, { path: `/${division}/logistics/Items`, query });
        if (!found) throw new PermanentError({ problem: { code: 'exact-online.no-division', params: { division } } });
      },
    },
  ]),
  // 60 a minute and 5,000 a day; ten errors at one endpoint within an hour lead to a block of an hour and more.
  budget: { confidence: 'reported', calls: { most: 60, perSeconds: 60 }, errorsPerHour: 10 },
  sources: { items },
  targets: { 'sales-orders': salesOrders, 'sales-invoices': salesInvoices },
  sandbox,
});
