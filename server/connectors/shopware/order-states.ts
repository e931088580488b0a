import * as z from 'zod';
import { PermanentError } from '#server/errors.ts';
import type { Written } from '../connector.ts';
import { defineTarget } from '../define.ts';
import { field } from '../form.ts';
import { type Context, factsFrom } from './admin-api.ts';
import { findOrder, type Order } from './order.ts';
import samples from './samples.json' with { type: 'json' };
import type { Settings } from './settings.ts';
import { bringTo, type Machine } from './transitions.ts';
import words from './words.json' with { type: 'json' };

const State = z.string().trim().min(1).optional();
const Wanted = z.looseObject({ orderNumber: z.string().min(1), state: State, delivery: State, payment: State });
type Wanted = z.infer<typeof Wanted>;

const Options = z.object({ mail: field(z.boolean().default(false), words.options.mail) });

/**
 * Brings the states of an order, its delivery and its payment to what the record says, by the deeds that Shopware allows.
 * The three do not follow each other: a cancelled order keeps its delivery open unless that is cancelled too (documented).
 */
export const orderStates = defineTarget<Settings, z.infer<typeof Options>>({
  title: words.targets.orderStates,
  confidence: 'documented',
  factsFrom,
  options: Options,
  fields: [
    { path: 'orderNumber', title: words.fields.orderNumber, type: 'text', required: true },
    { path: 'state', title: words.fields.state, type: 'text', required: false },
    { path: 'delivery', title: words.fields.delivery, type: 'text', required: false },
    { path: 'payment', title: words.fields.payment, type: 'text', required: false },
  ],
  schema: Wanted,
  samples: samples.orderStates,
  askFirst: true,
  write: (context, { mail }, record) => bring(context, mail, Wanted.parse(record)),
  async find(context, _options, record): Promise<Written | null> {
    const wanted = Wanted.parse(record);
    const order = await orderWith(context, wanted.orderNumber);
    return openSteps(order, wanted).length === 0 ? { id: order.id } : null;
  },
  async update(context, { mail }, record, { id }) {
    const wanted = Wanted.parse(record);
    return (await orderWith(context, wanted.orderNumber)).id === id ? bring(context, mail, wanted) : null;
  },
});

async function orderWith(context: Context, orderNumber: string): Promise<Order> {
  const order = await findOrder(context, orderNumber);
  if (order) return order;
  throw new PermanentError({ problem: { code: 'shopware.order-unknown', params: { order: orderNumber } } });
}

/** What does not stand where it should. Of payments the last one counts: those before it failed. */
function openSteps(order: Order, { state, delivery, payment }: Wanted) {
  const [machines, last] = [order.deliveries ?? [], order.transactions?.at(-1)];
  const all: { machine: Machine; it: Pick<Order, 'id' | 'stateMachineState'>; to: string | undefined }[] = [
    { machine: 'order', it: order, to: state },
    ...machines.map((it) => ({ machine: 'order_delivery', it, to: delivery }) as const),
    ...(last ? [{ machine: 'order_transaction', it: last, to: payment } as const] : []),
  ];
  return all.flatMap(({ machine, it, to }) => {
    const now = it.stateMachineState?.technicalName ?? 'open';
    return to === undefined || to === now ? [] : [{ machine, id: it.id, state: now, to }];
  });
}

async function bring(context: Context, mail: boolean, wanted: Wanted): Promise<Written> {
  const order = await orderWith(context, wanted.orderNumber);
  for (const { to, ...step } of openSteps(order, wanted))
    await bringTo(context, step, { state: to, mail, order: wanted.orderNumber });
  return { id: order.id };
}
